package io.sutra.embedding.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LineReaderTest {

  private static List<Optional<String>> lines(byte... bytes) throws IOException {
    var reader = new LineReader(new ByteArrayInputStream(bytes), 8);
    List<Optional<String>> lines = new ArrayList<>();
    for (Optional<LineReader.Line> line = reader.next(); line.isPresent(); line = reader.next()) {
      lines.add(line.get().text());
    }
    return lines;
  }

  @Test
  void next_markOfTheByteOrder_isNoPartOfTheFirstLine() throws IOException {
    byte[] mark = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    assertThat(lines(mark[0], mark[1], mark[2], (byte) 'a', (byte) '\n', (byte) 'b'))
        .containsExactly(Optional.of("a"), Optional.of("b"));
    assertThat(lines((byte) 'a', (byte) '\n', mark[0], mark[1], mark[2]))
        .containsExactly(Optional.of("a"), Optional.of("\uFEFF"));
  }

  @Test
  void next_tooLongOrNotUtf8_isUnreadableAndTheNextLineIsRead() throws IOException {
    assertThat(lines("123456789\r\n12\r\n".getBytes(StandardCharsets.UTF_8)))
        .containsExactly(Optional.empty(), Optional.of("12"));
    assertThat(lines((byte) 0xC0, (byte) '\n', (byte) 'x'))
        .containsExactly(Optional.empty(), Optional.of("x"));
  }
}
