package io.sutra.mlbase.model;

import io.sutra.mlbase.checksum.FileChecksums;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A model's files, each of which had the SHA-256 that the catalogue states when it was checked.
 *
 * @param weights the ONNX graph
 * @param tokenizer the Hugging Face {@code tokenizer.json}
 */
public record ModelFiles(Path weights, Path tokenizer) {

  static final String WEIGHTS = "model.onnx";

  /** The name of the tokenizer in every model's folder. */
  public static final String TOKENIZER = "tokenizer.json";

  /**
   * Finds and checks the files of {@code model} in {@code modelsDirectory/NAME/}.
   *
   * @throws ModelFileException when a file is missing, unreadable or not the published one
   */
  public static ModelFiles verify(ModelDescription model, Path modelsDirectory) {
    return verify(model, modelsDirectory, FileChecksums.alwaysComputed());
  }

  /**
   * Finds and checks the files of {@code model} in {@code modelsDirectory/NAME/}.
   *
   * @param checksums what an earlier start may have found out about the files
   * @throws ModelFileException when a file is missing, unreadable or not the published one
   */
  public static ModelFiles verify(
      ModelDescription model, Path modelsDirectory, FileChecksums checksums) {
    Path folder = modelsDirectory.resolve(model.name());
    model
        .checksums()
        .forEach(
            (name, checksum) -> verify(folder.resolve(name), checksum, model.name(), checksums));
    return new ModelFiles(
        folder.resolve(model.precision().weightsFile()), folder.resolve(TOKENIZER));
  }

  private static void verify(Path file, String expected, String model, FileChecksums checksums) {
    String actual;
    try {
      actual = checksums.sha256(file);
    } catch (IOException e) {
      throw new ModelFileException(
          "The model "
              + model
              + " needs the file "
              + file.toAbsolutePath()
              + ", which cannot be read. SUTRA_MODELS_DIR must be a folder that holds "
              + model
              + "/"
              + file.getFileName()
              + ".",
          e);
    }
    if (!actual.equals(expected)) {
      throw new ModelFileException(
          "The file "
              + file.toAbsolutePath()
              + " is not the one that "
              + model
              + " was published with: its SHA-256 is "
              + actual
              + ", expected "
              + expected
              + ". Fetch it again.",
          null);
    }
  }

  /** The SHA-256 of a file in lower-case hexadecimal. */
  public static String sha256(Path file) throws IOException {
    return FileChecksums.alwaysComputed().sha256(file);
  }
}
