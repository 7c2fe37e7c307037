package io.sutra.mlbase.fitting;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.mlbase.model.InstalledModels;
import io.sutra.mlbase.model.ModelCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FitProgramTest {

  @TempDir private Path folder = Path.of("set by JUnit");

  private FitProgram program() {
    return new FitProgram(
        new InstalledModels(new ModelCatalogue(), folder), folder.resolve("work"), System.out);
  }

  @Test
  void fit_modelThatIsNotHere_saysWhichAre() throws IOException {
    Path texts = Files.writeString(folder.resolve("texts"), "one\n");

    assertThatThrownBy(() -> program().fit("nomic-embed-text-v1.5", texts, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bge-small-en-v1.5");
  }

  @Test
  void fit_fewTexts_saysHowManyAreNeeded() throws IOException {
    Path texts = Files.writeString(folder.resolve("texts"), "one\n\ntwo\ntwo\n");

    assertThatThrownBy(() -> program().fit("all-minilm-l6-v2", texts, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has 2 texts")
        .hasMessageContaining("3840");
  }

  @Test
  void fit_fewPairs_saysHowManyAreNeeded() throws IOException {
    Path texts =
        Files.write(
            folder.resolve("texts"), IntStream.range(0, 3_840).mapToObj(i -> "text " + i).toList());
    Path pairs = Files.writeString(folder.resolve("pairs"), "what?\tthis\n");

    assertThatThrownBy(() -> program().fit("all-minilm-l6-v2", texts, Optional.of(pairs)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has 1 pairs")
        .hasMessageContaining("1000");
  }
}
