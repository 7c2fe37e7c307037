package io.sutra.mlbase.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.mlbase.model.InstalledModels;
import io.sutra.mlbase.model.ModelCatalogue;
import io.sutra.mlbase.model.ModelDescription;
import io.sutra.mlbase.model.ModelFiles;
import io.sutra.mlbase.model.Pooling;
import io.sutra.mlbase.model.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FolderImportTest {

  private static final FolderImport.Recipe RECIPE =
      new FolderImport.Recipe(List.of(6, 3), "q: ", "", true);

  @TempDir private Path temporary = Path.of("set by JUnit");
  private Path source = Path.of("set below");
  private Path directory = Path.of("set below");

  @BeforeEach
  void putTheFolder() throws IOException {
    directory = Files.createDirectory(temporary.resolve("models"));
    source = Files.createDirectory(temporary.resolve("ours"));
    Files.writeString(source.resolve("model.onnx"), "graph");
    Files.writeString(source.resolve("model.onnx_data"), "weights");
    Files.writeString(source.resolve("tokenizer.json"), "{}");
    Files.writeString(
        source.resolve("config.json"),
        "{\"hidden_size\": 12, \"list\": [1], \"max_position_embeddings\": 40,"
            + " \"vocab_size\": 99}");
  }

  private InstalledModels models() {
    return new InstalledModels(new ModelCatalogue(), directory);
  }

  private ModelDescription add() throws InstallException {
    new FolderImport(models()).add(source, "ours", RECIPE);
    return models().find("ours", Precision.FLOAT32).orElseThrow();
  }

  @Test
  void add_wholeFolder_canBeServed() throws Exception {
    ModelDescription ours = add();

    assertThat(ours.dimensions()).containsExactly(12, 6, 3);
    assertThat(ours.maximumTokens()).isEqualTo(40);
    assertThat(ours.pooling()).isEqualTo(Pooling.MEAN);
    assertThat(ours.layerNormalized()).isTrue();
    assertThat(ours.queryPrefix()).isEqualTo("q: ");
    assertThat(ours.checksums().keySet())
        .containsExactlyInAnyOrder("model.onnx", "model.onnx_data", "tokenizer.json");
    assertThat(ModelFiles.verify(ours, directory).weights()).hasContent("graph");
  }

  @Test
  void add_poolingOfTheFirstToken_isRead() throws Exception {
    Files.createDirectory(source.resolve("1_Pooling"));
    Path pooling = source.resolve("1_Pooling/config.json");
    Files.writeString(pooling, "{\"pooling_mode_cls_token\": true}");

    assertThat(add().pooling()).isEqualTo(Pooling.CLS);
  }

  @Test
  void add_poolingThatIsNotKnown_isRefused() throws Exception {
    Files.createDirectory(source.resolve("1_Pooling"));
    Files.writeString(
        source.resolve("1_Pooling/config.json"), "{\"pooling_mode_max_tokens\": true}");

    assertThatThrownBy(this::add).hasMessageContaining("pooling that is not known");
    assertThat(models().folder("ours")).doesNotExist();
  }

  @Test
  void add_missingParts_areNamed() throws Exception {
    Files.delete(source.resolve("config.json"));
    assertThatThrownBy(this::add).hasMessageContaining("hidden_size");
    Files.delete(source.resolve("tokenizer.json"));
    assertThatThrownBy(this::add).hasMessageContaining("tokenizer.json");
    assertThat(models().folder("ours")).doesNotExist();
  }

  @Test
  void add_twice_isRefused() throws Exception {
    assertThat(add()).isNotNull();
    assertThatThrownBy(this::add).hasMessageContaining("there already");
  }

  @Test
  void add_nameThatIsNone_isRefused() {
    assertThatThrownBy(() -> new FolderImport(models()).add(source, "../x", RECIPE))
        .hasMessageContaining("cannot be a model's name");
  }

  @Test
  void add_modelOfTheCatalogue_keepsItsRecipe() throws Exception {
    new FolderImport(models()).add(source, "nomic-embed-text-v1.5", RECIPE);

    ModelDescription nomic =
        models().find("nomic-embed-text-v1.5", Precision.FLOAT32).orElseThrow();
    assertThat(nomic.dimension()).isEqualTo(768);
    assertThat(nomic.queryPrefix()).isEqualTo("search_query: ");
  }
}
