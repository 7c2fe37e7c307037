package io.sutra.mlbase.model;

import io.sutra.domain.vector.Rotation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The rotation of a model that was fitted: {@code NAME.rotation} beside the model's folder, else
 * the one that comes with this program, if it has one. A model's own folder may be a link to what
 * the build fetched, and is not written to.
 */
public final class ModelRotations {

  private static final String SUFFIX = ".rotation";

  private final Path directory;

  ModelRotations(Path directory) {
    this.directory = directory;
  }

  /** Where a rotation fitted on this machine is. */
  public Path file(String model) {
    return directory.resolve(model + SUFFIX);
  }

  /**
   * The rotation of a model, if it has one.
   *
   * @throws ModelFileException when it cannot be read
   */
  public Optional<Rotation> of(String model) {
    try {
      return Optional.of(Rotation.parse(Files.readAllBytes(file(model))));
    } catch (NoSuchFileException e) {
      return shipped(model);
    } catch (IOException | IllegalArgumentException e) {
      throw new ModelFileException(
          "The rotation "
              + file(model).toAbsolutePath()
              + " cannot be read: "
              + e.getMessage()
              + ". Fit the model again, or remove the file.",
          e);
    }
  }

  private static Optional<Rotation> shipped(String model) {
    try (InputStream in = ModelRotations.class.getResourceAsStream(model + SUFFIX)) {
      return in == null ? Optional.empty() : Optional.of(Rotation.parse(in.readAllBytes()));
    } catch (IOException | IllegalArgumentException e) {
      throw new ModelFileException("The rotation that comes with " + model + " is damaged.", e);
    }
  }

  /** Keeps the rotation of a model, whole or not at all. */
  public void store(String model, Rotation rotation) throws IOException {
    Files.createDirectories(directory);
    Path fresh = directory.resolve(model + SUFFIX + ".new");
    Files.write(fresh, rotation.toBytes());
    Files.move(
        fresh, file(model), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
