package io.sutra.embedding.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EmbeddingsBodyTest {

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void whole_isOpenAisAnswer() {
    assertThat(
            new String(
                EmbeddingsBody.whole(
                    List.of(utf8("[1.0]"), utf8("\"AACAPw==\"")), EmbeddingsBody.tail("é\"", 7)),
                StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"object\":\"list\",\"data\":["
                + "{\"object\":\"embedding\",\"index\":0,\"embedding\":[1.0]},"
                + "{\"object\":\"embedding\",\"index\":1,\"embedding\":\"AACAPw==\"}],"
                + "\"model\":\"é\\\"\",\"usage\":{\"prompt_tokens\":7,\"total_tokens\":7}}");
  }

  @Test
  void write_isTheSameAsWhole() throws IOException {
    List<byte[]> vectors = List.of(utf8("[1]"), utf8("[2]"), utf8("[3]"));
    byte[] tail = EmbeddingsBody.tail("m", 3);
    var out = new ByteArrayOutputStream();

    EmbeddingsBody.write(vectors.iterator(), tail, out);

    assertThat(out.toByteArray()).isEqualTo(EmbeddingsBody.whole(vectors, tail));
  }
}
