package io.sutra.mlbase.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The models that this machine can serve: those of the catalogue whose files have come, and those
 * that somebody added. Reads what it is asked for anew each time.
 */
public final class InstalledModels {

  private final ModelCatalogue catalogue;
  private final Path directory;

  /** {@code directory} holds a folder per model, named as the model. */
  public InstalledModels(ModelCatalogue catalogue, Path directory) {
    this.catalogue = catalogue;
    this.directory = directory;
  }

  /** The folder that holds a folder per model. */
  public Path directory() {
    return directory;
  }

  /** The rotations of the models. */
  public ModelRotations rotations() {
    return new ModelRotations(directory);
  }

  /** The folder of a model, whether or not it is there. */
  public Path folder(String name) {
    return directory.resolve(name);
  }

  /**
   * What is known of a model: the catalogue's word, else that of the notes beside its files.
   *
   * @throws ModelFileException when the notes cannot be read
   */
  public Optional<CatalogueEntry> entry(String name) {
    return catalogue
        .entry(name)
        .or(() -> isName(name) ? ModelNotes.read(folder(name)).described() : Optional.empty());
  }

  /**
   * The model of that name with weights of that precision.
   *
   * @return empty when it is not known, or known and not fetched yet
   * @throws ModelFileException when the notes beside its files, or its rotation, cannot be read
   */
  public Optional<ModelDescription> find(String name, Precision precision) {
    return entry(name)
        .flatMap(entry -> entry.describe(precision, pinned(name)))
        .map(model -> rotations().of(name).map(model::with).orElse(model));
  }

  /** The precisions in which a model can be served, the published one first. */
  public List<Precision> precisions(String name) {
    return entry(name).stream()
        .flatMap(entry -> entry.precisions().stream())
        .filter(precision -> find(name, precision).isPresent())
        .toList();
  }

  /** The names of all that can be served, in the catalogue's order, then the added ones. */
  public List<String> names() {
    Set<String> names = new LinkedHashSet<>(catalogue.names());
    try (Stream<Path> folders =
        Files.isDirectory(directory) ? Files.list(directory) : Stream.empty()) {
      folders
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .forEach(names::add);
    } catch (IOException e) {
      throw new ModelFileException(directory + " cannot be read: " + e.getMessage(), e);
    }
    return names.stream().filter(name -> !precisions(name).isEmpty()).toList();
  }

  private Map<String, String> pinned(String name) {
    return isName(name) ? ModelNotes.read(folder(name)).checksums() : Map.of();
  }

  /** Whether a text can be a model's name, which is a folder's too. */
  public static boolean isName(String name) {
    return name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
  }
}
