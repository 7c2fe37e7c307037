package io.sutra.mlbase.install;

import io.sutra.mlbase.model.CatalogueEntry;
import io.sutra.mlbase.model.InstalledModels;
import io.sutra.mlbase.model.ModelFiles;
import io.sutra.mlbase.model.ModelNotes;
import io.sutra.mlbase.model.ModelOrigin;
import io.sutra.mlbase.model.Pooling;
import io.sutra.mlbase.model.Precision;
import io.sutra.mlbase.model.PublishedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Takes a folder in as a model: {@code model.onnx} and {@code tokenizer.json}, with the vector's
 * size, the window and the vocabulary's size from {@code config.json} and the pooling from {@code
 * 1_Pooling/config.json} where that is. A model of the catalogue keeps what the catalogue says of
 * it.
 */
final class FolderImport {

  private static final String WEIGHTS = "model.onnx";
  private static final String CONFIG = "config.json";
  private static final String POOLING = "1_Pooling/config.json";

  private static final String DIMENSION = "hidden_size";
  private static final String WINDOW = "max_position_embeddings";
  private static final String VOCABULARY = "vocab_size";
  private static final List<String> NUMBERS = List.of(DIMENSION, WINDOW, VOCABULARY);

  private final InstalledModels models;

  FolderImport(InstalledModels models) {
    this.models = models;
  }

  /**
   * What a folder does not say of itself.
   *
   * @param dimensions smaller ones that may be asked for, largest first
   * @param matryoshka whether the model was trained to keep its meaning in its first numbers
   */
  record Recipe(
      List<Integer> dimensions,
      boolean matryoshka,
      String queryPrefix,
      String documentPrefix,
      boolean layerNormalized) {}

  /**
   * Copies a folder's files.
   *
   * @throws InstallException saying all that is missing or wrong; nothing was added then
   */
  CatalogueEntry add(Path folder, String name, Recipe recipe) throws InstallException {
    ModelFolder source = ModelFolder.open(folder);
    Optional<CatalogueEntry> known = Optional.empty();
    if (!InstalledModels.isName(name)) {
      source.problem(
          "'"
              + name
              + "' cannot be a model's name: letters, digits, '.', '_' and '-' can (--name)");
    } else if (Files.exists(models.folder(name), LinkOption.NOFOLLOW_LINKS)) {
      source.problem(
          models.folder(name)
              + " is there already: ./sutra model remove "
              + name
              + ", or choose another --name");
    } else {
      known = models.entry(name);
    }
    try {
      Optional<CatalogueEntry> entry =
          known.isPresent() ? present(source, known.get()) : described(source, name, recipe);
      source.throwIfAnyProblem();
      return copy(source, entry.orElseThrow(), known.isEmpty());
    } catch (IOException e) {
      throw new InstallException(folder + " cannot be added: " + e, e);
    }
  }

  /** A model of the catalogue, whose files are known by name. */
  private static Optional<CatalogueEntry> present(ModelFolder source, CatalogueEntry entry) {
    entry.files(Precision.FLOAT32).forEach(file -> source.needed(file.name()));
    return Optional.of(entry);
  }

  private CatalogueEntry copy(ModelFolder source, CatalogueEntry entry, boolean describe)
      throws IOException, InstallException {
    var staging = new Staging(models, entry.name());
    try {
      ModelNotes notes = ModelNotes.empty();
      for (PublishedFile file : entry.files(Precision.FLOAT32)) {
        Optional<Path> original = source.needed(file.name());
        source.throwIfAnyProblem();
        Path copy = staging.file(file.name());
        Files.copy(
            original.orElseThrow(),
            copy,
            StandardCopyOption.REPLACE_EXISTING,
            LinkOption.NOFOLLOW_LINKS);
        String checksum = ModelFiles.sha256(copy);
        if (file.checksum().isPresent() && !file.checksum().get().equals(checksum)) {
          throw new InstallException(
              file.name() + " is not the one that " + entry.name() + " was published with.");
        }
        notes.pin(file.name(), checksum);
      }
      if (describe) {
        notes.describe(entry);
      }
      staging.finish(notes);
    } catch (IOException | InstallException e) {
      staging.discard();
      throw e;
    }
    return entry;
  }

  private static Optional<CatalogueEntry> described(ModelFolder source, String name, Recipe recipe)
      throws IOException {
    List<String> weights = source.names(WEIGHTS);
    if (!weights.contains(WEIGHTS)) {
      source.problem(WEIGHTS + " is missing");
    }
    weights.forEach(source::needed);
    source.needed(ModelFiles.TOKENIZER).ifPresent(source::fields);
    Optional<Pooling> pooling = pooling(source);
    Optional<Path> config = source.needed(CONFIG);
    if (config.isEmpty()) {
      source.problem(
          CONFIG + " must say " + String.join(", ", NUMBERS) + ": whole numbers above 0");
      return Optional.empty();
    }
    Map<String, Integer> numbers = numbers(source, source.fields(config.get()));
    int dimension = numbers.getOrDefault(DIMENSION, 0);
    if (dimension > 0
        && recipe.dimensions().stream().anyMatch(less -> less < 1 || less >= dimension)) {
      source.problem(
          "each of --dimensions must be from 1 to "
              + (dimension - 1)
              + ": the model has "
              + dimension
              + " numbers");
    }
    if (numbers.size() < NUMBERS.size() || pooling.isEmpty()) {
      return Optional.empty();
    }
    List<PublishedFile> files =
        Stream.concat(weights.stream(), Stream.of(ModelFiles.TOKENIZER))
            .map(file -> new PublishedFile(file, file, Optional.empty()))
            .toList();
    return Optional.of(
        new CatalogueEntry(
            name,
            new ModelOrigin.LocalFolder(),
            "unstated",
            dimension,
            Stream.concat(Stream.of(dimension), recipe.dimensions().stream()).toList(),
            recipe.matryoshka(),
            pooling.get(),
            recipe.layerNormalized(),
            recipe.queryPrefix(),
            recipe.documentPrefix(),
            numbers.getOrDefault(WINDOW, 0),
            numbers.getOrDefault(VOCABULARY, 0),
            Map.of(Precision.FLOAT32, files)));
  }

  /** Those of {@link #NUMBERS} that are there; the others are noted as one problem. */
  private static Map<String, Integer> numbers(ModelFolder source, Map<String, String> config) {
    Map<String, Integer> numbers = new HashMap<>();
    for (String field : NUMBERS) {
      String text = config.getOrDefault(field, "");
      if (text.matches("0*[1-9][0-9]{0,8}")) {
        numbers.put(field, Integer.valueOf(text));
      }
    }
    List<String> missing = NUMBERS.stream().filter(field -> !numbers.containsKey(field)).toList();
    if (!missing.isEmpty()) {
      source.problem(
          CONFIG + " must say " + String.join(", ", missing) + ": whole numbers above 0");
    }
    return numbers;
  }

  /** As sentence-transformers writes it down; the mean where nothing is said, as it does. */
  private static Optional<Pooling> pooling(ModelFolder source) {
    Optional<Path> file = source.optional(POOLING);
    if (file.isEmpty()) {
      return Optional.of(Pooling.MEAN);
    }
    Map<String, String> config = source.fields(file.get());
    if (config.getOrDefault("pooling_mode_cls_token", "").equals("true")) {
      return Optional.of(Pooling.CLS);
    }
    if (config.getOrDefault("pooling_mode_mean_tokens", "").equals("true")) {
      return Optional.of(Pooling.MEAN);
    }
    source.problem(
        POOLING + " asks for a pooling that is not known; the first token's and the mean are");
    return Optional.empty();
  }
}
