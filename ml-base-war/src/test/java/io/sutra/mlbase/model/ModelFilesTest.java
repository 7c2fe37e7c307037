package io.sutra.mlbase.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelFilesTest {

  private static final Path REAL_MODELS =
      Path.of(Objects.requireNonNull(System.getProperty("sutra.models.dir")));

  private static final String SHA_OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  private static final String SHA_OF_ABD =
      "a52d159f262b2c6ddb724a61840befc36eb30c88877a4030b65cbe86298449c9";

  private static final ModelDescription ABC =
      new ModelDescription(
          "abc",
          "a test",
          "MIT",
          2,
          List.of(2),
          Pooling.CLS,
          false,
          "",
          "",
          8,
          100,
          Precision.FLOAT32,
          Map.of(ModelFiles.WEIGHTS, SHA_OF_ABC, ModelFiles.TOKENIZER, SHA_OF_ABC));

  @TempDir private Path models = Path.of("set by JUnit");

  @BeforeEach
  void putTheModel() throws IOException {
    Files.createDirectory(models.resolve("abc"));
    Files.writeString(models.resolve("abc/model.onnx"), "abc");
    Files.writeString(models.resolve("abc/tokenizer.json"), "abc");
  }

  @Test
  void verify_rightFiles_areFound() {
    assertThat(ModelFiles.verify(ABC, models))
        .isEqualTo(
            new ModelFiles(models.resolve("abc/model.onnx"), models.resolve("abc/tokenizer.json")));
  }

  @Test
  void verify_filesOfTheBuild_areThoseOfTheCatalogue() {
    var installed = new InstalledModels(new ModelCatalogue(), REAL_MODELS);
    assertThat(installed.names()).contains("bge-small-en-v1.5", "all-minilm-l6-v2");
    for (ModelDescription model :
        installed.names().stream()
            .flatMap(
                name ->
                    installed.precisions(name).stream()
                        .map(precision -> installed.find(name, precision).orElseThrow()))
            .toList()) {
      ModelFiles files = ModelFiles.verify(model, REAL_MODELS);

      assertThat(files.weights()).isRegularFile();
      assertThat(files.tokenizer()).isRegularFile();
    }
  }

  @Test
  void verify_missingFile_isRefusedSayingWhichAndWhatToDo() throws IOException {
    Path missing = models.resolve("abc/tokenizer.json");
    Files.delete(missing);

    assertThatThrownBy(() -> ModelFiles.verify(ABC, models))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining(missing.toAbsolutePath().toString())
        .hasMessageContaining("SUTRA_MODELS_DIR must be a folder that holds abc/tokenizer.json");
  }

  @Test
  void verify_folderInPlaceOfAFile_isRefused() throws IOException {
    Files.delete(models.resolve("abc/model.onnx"));
    Files.createDirectory(models.resolve("abc/model.onnx"));

    assertThatThrownBy(() -> ModelFiles.verify(ABC, models))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("model.onnx");
  }

  @Test
  void verify_oneByteChanged_isRefusedWithBothChecksums() throws IOException {
    Path changed = models.resolve("abc/model.onnx");
    Files.writeString(changed, "abd");

    assertThatThrownBy(() -> ModelFiles.verify(ABC, models))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining(changed.toAbsolutePath().toString())
        .hasMessageContaining("is " + SHA_OF_ABD + ", expected " + SHA_OF_ABC);
  }

  @Test
  void verify_fileCutShort_isRefused() throws IOException {
    Files.writeString(models.resolve("abc/tokenizer.json"), "ab");

    assertThatThrownBy(() -> ModelFiles.verify(ABC, models))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("tokenizer.json");
  }
}
