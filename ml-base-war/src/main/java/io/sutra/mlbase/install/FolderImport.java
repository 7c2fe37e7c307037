package io.sutra.mlbase.install;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
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

  private final InstalledModels models;

  FolderImport(InstalledModels models) {
    this.models = models;
  }

  /**
   * What a folder does not say of itself.
   *
   * @param dimensions smaller ones that may be asked for, largest first
   */
  record Recipe(
      List<Integer> dimensions,
      String queryPrefix,
      String documentPrefix,
      boolean layerNormalized) {}

  /**
   * Copies a folder's files.
   *
   * @throws InstallException saying what is missing or wrong; nothing was added then
   */
  CatalogueEntry add(Path folder, String name, Recipe recipe) throws InstallException {
    if (!InstalledModels.isName(name)) {
      throw new InstallException(
          "'" + name + "' cannot be a model's name: letters, digits, '.', '_' and '-' can.");
    }
    if (Files.exists(models.folder(name))) {
      throw new InstallException(
          models.folder(name) + " is there already. Remove it first, or choose another --name.");
    }
    for (String needed : List.of("model.onnx", "tokenizer.json")) {
      if (!Files.isRegularFile(folder.resolve(needed))) {
        throw new InstallException(folder.resolve(needed) + " is needed and not there.");
      }
    }
    try {
      Optional<CatalogueEntry> known = models.entry(name);
      CatalogueEntry entry = known.isPresent() ? known.get() : described(folder, name, recipe);
      return copy(folder, entry, known.isEmpty());
    } catch (IOException e) {
      throw new InstallException(folder + " cannot be taken in: " + e.getMessage(), e);
    }
  }

  private CatalogueEntry copy(Path folder, CatalogueEntry entry, boolean describe)
      throws IOException, InstallException {
    var staging = new Staging(models, entry.name());
    ModelNotes notes = ModelNotes.empty();
    for (PublishedFile file : entry.files(Precision.FLOAT32)) {
      Path copy = staging.file(file.name());
      Files.copy(folder.resolve(file.name()), copy, StandardCopyOption.REPLACE_EXISTING);
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
    return entry;
  }

  private static CatalogueEntry described(Path folder, String name, Recipe recipe)
      throws IOException, InstallException {
    Map<String, String> config = fields(folder.resolve("config.json"));
    int dimension = number(config, "hidden_size", folder);
    int window = number(config, "max_position_embeddings", folder);
    int vocabularySize = number(config, "vocab_size", folder);
    if (recipe.dimensions().stream().anyMatch(smaller -> smaller < 1 || smaller >= dimension)) {
      throw new InstallException(
          "Each of --dimensions must be from 1 to "
              + (dimension - 1)
              + ": the model has "
              + dimension
              + " numbers.");
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<PublishedFile> taken =
          files
              .map(file -> file.getFileName().toString())
              .filter(file -> file.equals(ModelFiles.TOKENIZER) || file.startsWith("model.onnx"))
              .sorted()
              .map(file -> new PublishedFile(file, file, Optional.empty()))
              .toList();
      return new CatalogueEntry(
          name,
          new ModelOrigin.LocalFolder(),
          "unstated",
          dimension,
          Stream.concat(Stream.of(dimension), recipe.dimensions().stream()).toList(),
          false,
          pooling(folder),
          recipe.layerNormalized(),
          recipe.queryPrefix(),
          recipe.documentPrefix(),
          window,
          vocabularySize,
          Map.of(Precision.FLOAT32, taken));
    }
  }

  private static int number(Map<String, String> config, String field, Path folder)
      throws InstallException {
    try {
      int number = Integer.parseInt(config.getOrDefault(field, ""));
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, as of a number that is too small.
    }
    throw new InstallException(
        folder.resolve("config.json") + " must be there and say " + field + ".");
  }

  /** As sentence-transformers writes it down; the mean where nothing is said, as it does. */
  private static Pooling pooling(Path folder) throws IOException, InstallException {
    Path file = folder.resolve("1_Pooling").resolve("config.json");
    if (!Files.exists(file)) {
      return Pooling.MEAN;
    }
    Map<String, String> config = fields(file);
    if (config.getOrDefault("pooling_mode_cls_token", "").equals("true")) {
      return Pooling.CLS;
    }
    if (config.getOrDefault("pooling_mode_mean_tokens", "").equals("true")) {
      return Pooling.MEAN;
    }
    throw new InstallException(
        file + " asks for a pooling that is not known; the first token's and the mean are.");
  }

  /** The top-level fields of a JSON object that are plain values; none when there is no file. */
  private static Map<String, String> fields(Path file) throws IOException {
    Map<String, String> fields = new HashMap<>();
    if (!Files.exists(file)) {
      return fields;
    }
    try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException(file + " is not a JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        if (json.nextToken().isScalarValue()) {
          fields.put(field, json.getText());
        } else {
          json.skipChildren();
        }
      }
    }
    return fields;
  }
}
