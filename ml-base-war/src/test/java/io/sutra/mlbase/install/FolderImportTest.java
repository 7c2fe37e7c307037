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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class FolderImportTest {

  private static final FolderImport.Recipe RECIPE =
      new FolderImport.Recipe(List.of(6, 3), false, "q: ", "", true);

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
  void add_emptyFolder_saysAllThatIsNeededAtOnce() throws Exception {
    Path empty = Files.createDirectory(temporary.resolve("empty"));

    assertThatThrownBy(() -> new FolderImport(models()).add(empty, "ours", RECIPE))
        .hasMessageContainingAll(
            "model.onnx is missing",
            "tokenizer.json is missing",
            "config.json is missing",
            "config.json must say hidden_size, max_position_embeddings, vocab_size");
    assertThat(models().folder("ours")).doesNotExist();
  }

  @Test
  void add_severalFaults_areSaidAtOnce() throws Exception {
    Files.writeString(source.resolve("config.json"), "{\"hidden_size\": 12, \"vocab_size\": -1}");
    Files.writeString(source.resolve("tokenizer.json"), "not JSON");
    Files.createDirectory(source.resolve("1_Pooling"));
    Files.writeString(source.resolve("1_Pooling/config.json"), "{}");
    var recipe = new FolderImport.Recipe(List.of(99), false, "", "", false);

    assertThatThrownBy(() -> new FolderImport(models()).add(source, "a b", recipe))
        .hasMessageContainingAll(
            "cannot be a model's name",
            "tokenizer.json is not valid JSON",
            "pooling that is not known",
            "config.json must say max_position_embeddings, vocab_size",
            "--dimensions must be from 1 to 11");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void add_linkThatLeadsOut_isRefusedAndNotRead() throws Exception {
    Path secret = Files.writeString(temporary.resolve("secret"), "{}");
    Files.delete(source.resolve("tokenizer.json"));
    Files.createSymbolicLink(source.resolve("tokenizer.json"), secret);
    Files.createSymbolicLink(source.resolve("1_Pooling"), temporary);
    Files.writeString(temporary.resolve("config.json"), "{}");

    assertThatThrownBy(this::add)
        .hasMessageContainingAll(
            "tokenizer.json is a symbolic link that leads out of the folder, to " + secret,
            "1_Pooling/config.json is a symbolic link that leads out of the folder");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void add_linkWithinTheFolder_isCopiedAsAFile() throws Exception {
    Files.move(source.resolve("model.onnx"), source.resolve("graph"));
    Files.createSymbolicLink(source.resolve("model.onnx"), Path.of("graph"));

    assertThat(add().checksums()).containsKey("model.onnx");
    assertThat(models().folder("ours").resolve("model.onnx"))
        .isRegularFile()
        .hasContent("graph")
        .satisfies(copy -> assertThat(Files.isSymbolicLink(copy)).isFalse());
  }

  @Test
  @Timeout(60)
  void add_pipesFoldersAndNothing_areRefusedWithoutWaiting() throws Exception {
    for (String name : List.of("model.onnx_data", "tokenizer.json", "config.json")) {
      Files.delete(source.resolve(name));
    }
    makePipe(source.resolve("config.json"));
    makePipe(source.resolve("model.onnx_data"));
    Files.createDirectory(source.resolve("tokenizer.json"));
    Files.createSymbolicLink(source.resolve("model.onnx.more"), Path.of("nothing"));

    assertThatThrownBy(this::add)
        .hasMessageContainingAll(
            "config.json is a pipe, a socket or a device",
            "model.onnx_data is a pipe, a socket or a device",
            "tokenizer.json is a folder, not a file",
            "model.onnx.more is a symbolic link to a file that does not exist");
    assertThat(directory).isEmptyDirectory();
  }

  private static void makePipe(Path path) throws Exception {
    assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
  }

  @Test
  void add_fileThatIsNotTheInstalledOne_leavesNothingBehind() throws Exception {
    Files.createDirectory(directory.resolve(".bge-small-en-v1.5.part"));

    assertThatThrownBy(() -> new FolderImport(models()).add(source, "bge-small-en-v1.5", RECIPE))
        .hasMessageContaining("is not the one that");
    assertThat(directory).isEmptyDirectory();
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
