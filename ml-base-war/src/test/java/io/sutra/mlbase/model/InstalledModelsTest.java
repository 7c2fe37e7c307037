package io.sutra.mlbase.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InstalledModelsTest {

  @TempDir private Path directory = Path.of("set by JUnit");

  private InstalledModels installed() {
    return new InstalledModels(new ModelCatalogue(), directory);
  }

  @Test
  void names_nothingFetched_areThoseOfTheBuild() {
    assertThat(installed().names()).containsExactly("bge-small-en-v1.5", "all-minilm-l6-v2");
  }

  @Test
  void names_filesThatAreNoModels_areLeftOut() throws IOException {
    Files.writeString(directory.resolve("stray.rotation"), "no folder");
    Files.createDirectory(directory.resolve(".nomic-embed-text-v1.5.part"));
    Files.createDirectory(directory.resolve("empty"));

    assertThat(installed().names()).hasSize(2);
  }

  @Test
  void find_modelOfTheHubWithPinnedChecksums_isThere() throws IOException {
    Path folder = Files.createDirectory(directory.resolve("nomic-embed-text-v1.5"));
    ModelNotes notes = ModelNotes.empty();
    notes.pin(ModelFiles.WEIGHTS, "aa");
    notes.write(folder);
    assertThat(installed().find("nomic-embed-text-v1.5", Precision.FLOAT32)).isEmpty();

    notes.pin(ModelFiles.TOKENIZER, "bb");
    notes.write(folder);

    assertThat(
            installed().find("nomic-embed-text-v1.5", Precision.FLOAT32).orElseThrow().checksums())
        .isEqualTo(Map.of(ModelFiles.WEIGHTS, "aa", ModelFiles.TOKENIZER, "bb"));
    assertThat(installed().names()).contains("nomic-embed-text-v1.5");
  }

  @Test
  void find_addedModel_isAsItsNotesSay() throws IOException {
    Path folder = Files.createDirectory(directory.resolve("ours"));
    ModelNotes notes = ModelNotes.empty();
    notes.describe(
        new CatalogueEntry(
            "ours",
            new ModelOrigin.LocalFolder(),
            "secret",
            12,
            List.of(12, 6),
            false,
            Pooling.MEAN,
            true,
            "  two blanks, a \\ and = before: ",
            "",
            99,
            1_000,
            Map.of(
                Precision.FLOAT32,
                List.of(PublishedFile.known("model.onnx", "model.onnx", "aa")))));
    notes.pin("model.onnx", "aa");
    notes.pin("tokenizer.json", "bb");
    notes.write(folder);

    ModelDescription ours = installed().find("ours", Precision.FLOAT32).orElseThrow();

    assertThat(ours.dimensions()).containsExactly(12, 6);
    assertThat(ours.pooling()).isEqualTo(Pooling.MEAN);
    assertThat(ours.layerNormalized()).isTrue();
    assertThat(ours.queryPrefix()).isEqualTo("  two blanks, a \\ and = before: ");
    assertThat(ours.maximumTokens()).isEqualTo(99);
    assertThat(installed().names()).endsWith("ours");
  }

  @Test
  void find_damagedNotes_saysSo() throws IOException {
    Path folder = Files.createDirectory(directory.resolve("ours"));
    Files.writeString(folder.resolve(ModelNotes.FILE), "name=ours\npooling=SUM\n");

    assertThatThrownBy(() -> installed().find("ours", Precision.FLOAT32))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("ours");
  }

  @Test
  void find_nameThatLeavesTheFolder_isUnknown() {
    assertThat(installed().find("../etc", Precision.FLOAT32)).isEmpty();
    assertThat(installed().find("", Precision.FLOAT32)).isEmpty();
  }
}
