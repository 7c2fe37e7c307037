package io.sutra.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.domain.TextTokens;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorStreamTest {

  private static final VectorStream.Beginning BEGINNING =
      new VectorStream.Beginning(3, 2, 512, "Anfrage: ä ");
  private static final VectorStream.End FAILED =
      new VectorStream.End(
          Duration.ofNanos(5),
          Duration.ofSeconds(7),
          503,
          Optional.of(Duration.ofMillis(1_500)),
          new byte[] {1, 2, 3});

  private final List<String> heard = new ArrayList<>();
  private final VectorStreamReader reader =
      new VectorStreamReader(
          new VectorStreamReader.Receiver() {
            @Override
            public void begins(VectorStream.Beginning beginning) {
              heard.add(beginning.toString());
            }

            @Override
            public void vector(int index, TextTokens tokens, float[] vector) {
              heard.add(index + " " + tokens + " " + Arrays.toString(vector));
            }
          });

  private static byte[] stream(VectorStream.End end) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(VectorStream.beginning(BEGINNING));
    out.writeBytes(VectorStream.vector(2, new TextTokens(3, 4), new float[] {1, -0.5f}));
    out.writeBytes(VectorStream.vector(0, new TextTokens(5, 5), new float[] {0, 7}));
    out.writeBytes(VectorStream.end(end));
    return out.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 17, 1_000})
  void read_inPiecesOfAnySize_givesEachPartOnce(int piece) {
    byte[] bytes = stream(FAILED);
    for (int from = 0; from < bytes.length; from += piece) {
      reader.read(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + piece)));
    }

    assertThat(heard)
        .containsExactly(
            BEGINNING.toString(),
            "2 " + new TextTokens(3, 4) + " [1.0, -0.5]",
            "0 " + new TextTokens(5, 5) + " [0.0, 7.0]");
    VectorStream.End end = reader.end().orElseThrow();
    assertThat(end.status()).isEqualTo(503);
    assertThat(end.inferenceTime()).isEqualTo(Duration.ofSeconds(7));
    assertThat(end.retryAfter()).contains(Duration.ofMillis(1_500));
    assertThat(end.error()).containsExactly(1, 2, 3);
    assertThat(reader.isComplete()).isFalse();
  }

  @Test
  void read_whatIsNoStream_isRefused() {
    assertThatThrownBy(
            () ->
                reader.read("<html>a balancer's own page</html>".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void read_anIndexTwice_isRefused() {
    reader.read(VectorStream.beginning(BEGINNING));
    byte[] record = VectorStream.vector(1, new TextTokens(1, 1), new float[2]);
    reader.read(record);

    assertThatThrownBy(() -> reader.read(record)).hasMessageContaining("index");
  }

  @Test
  void read_bytesAfterTheEnd_areRefused() {
    reader.read(stream(FAILED));

    assertThatThrownBy(() -> reader.read(new byte[1])).hasMessageContaining("follows");
  }
}
