package io.sutra.mlbase.fitting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class QueryAndTextTest {

  @TempDir private Path folder = Path.of("set by JUnit");

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("pairs"), content);
  }

  @Test
  void read_linesWithATab_areItsPairs() throws IOException {
    assertThat(QueryAndText.read(file("what is tea?\ta drink \n\nund Käse?\taus Milch\n")))
        .containsExactly(
            new QueryAndText("what is tea?", "a drink"),
            new QueryAndText("und Käse?", "aus Milch"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"no tab", "a\tb\tc", "\tno query", "no text\t "})
  void read_anotherLine_isNamed(String line) throws IOException {
    Path file = file("a\tb\n" + line + "\n");

    assertThatThrownBy(() -> QueryAndText.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Line 2")
        .hasMessageContaining("one tab");
  }
}
