package io.sutra.mlbase.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.domain.vector.Rotation;
import io.sutra.mlbase.model.InstalledModels;
import io.sutra.mlbase.model.ModelCatalogue;
import io.sutra.mlbase.model.ModelNotes;
import io.sutra.mlbase.model.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelRemovalTest {

  @TempDir private Path temporary = Path.of("set by JUnit");
  private Path directory = Path.of("set below");
  private Path graphs = Path.of("set below");

  @BeforeEach
  void addAModel() throws Exception {
    directory = Files.createDirectory(temporary.resolve("models"));
    graphs = Files.createDirectories(temporary.resolve("work/graphs"));
    Path source = Files.createDirectory(temporary.resolve("ours"));
    Files.writeString(source.resolve("model.onnx"), "graph");
    Files.writeString(source.resolve("tokenizer.json"), "{}");
    Files.writeString(
        source.resolve("config.json"),
        "{\"hidden_size\": 4, \"max_position_embeddings\": 40, \"vocab_size\": 99}");
    var recipe = new FolderImport.Recipe(List.of(2), false, "", "", false);
    new FolderImport(models()).add(source, "ours", recipe);
  }

  private InstalledModels models() {
    return new InstalledModels(new ModelCatalogue(), directory);
  }

  private ModelRemoval removal() {
    return new ModelRemoval(models(), List.of(temporary.resolve("work"), temporary.resolve("no")));
  }

  private void prepareGraph() throws IOException {
    String fingerprint = models().find("ours", Precision.FLOAT32).orElseThrow().fingerprint();
    Path graph = Files.createDirectory(graphs.resolve(fingerprint + "-mean-v1-ort1.0"));
    Files.writeString(graph.resolve("model.onnx"), "rewritten");
  }

  private List<Path> graphs() throws IOException {
    try (Stream<Path> folders = Files.list(graphs)) {
      return folders.toList();
    }
  }

  @Test
  void remove_fittedModel_takesFilesRotationAndGraphsOfBothFingerprints() throws Exception {
    prepareGraph();
    models().rotations().store("ours", Rotation.of(new float[][] {{1, 0, 0, 0}, {0, 1, 0, 0}}));
    prepareGraph();
    Path other = Files.createDirectory(graphs.resolve("0123-mean-v1-ort1.0"));
    assertThat(graphs()).hasSize(3);

    removal().remove("ours");

    assertThat(directory).isEmptyDirectory();
    assertThat(graphs()).containsExactly(other);
  }

  @Test
  void remove_modelOfTheBuild_isRefused() throws Exception {
    Files.createDirectory(directory.resolve("bge-small-en-v1.5"));

    assertThatThrownBy(() -> removal().remove("bge-small-en-v1.5"))
        .hasMessageContaining("comes with the build");
    assertThat(directory.resolve("bge-small-en-v1.5")).exists();
  }

  @Test
  void remove_modelThatIsNotHere_saysSo() {
    assertThatThrownBy(() -> removal().remove("theirs"))
        .hasMessageContaining("not on this machine");
    assertThatThrownBy(() -> removal().remove("../ours"))
        .hasMessageContaining("not a model's name");
    assertThat(directory.resolve("ours")).exists();
  }

  @Test
  void remove_damagedNotes_removesAllTheSame() throws Exception {
    Files.writeString(directory.resolve("ours").resolve(ModelNotes.FILE), "name=ours");

    removal().remove("ours");

    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void remove_folderThatIsALink_leavesWhatItLeadsTo() throws Exception {
    Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("precious"), "kept");
    Files.createSymbolicLink(directory.resolve("linked"), elsewhere);

    removal().remove("linked");

    assertThat(directory.resolve("linked")).doesNotExist();
    assertThat(elsewhere.resolve("precious")).hasContent("kept");
  }
}
