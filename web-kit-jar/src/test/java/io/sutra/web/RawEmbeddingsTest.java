package io.sutra.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.domain.TextTokens;
import io.sutra.domain.Tokenization;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RawEmbeddingsTest {

  private static final RawEmbeddings TWO =
      new RawEmbeddings(
          List.of(new float[] {1.5f, -0f, Float.MIN_VALUE}, new float[] {3, 4, 5}),
          3,
          new Tokenization(
              512, "query: é", List.of(new TextTokens(5, 5), new TextTokens(512, 600))));

  @Test
  void parse_whatWasWritten_isTheSameBits() {
    RawEmbeddings read = RawEmbeddings.parse(TWO.toBytes());

    assertThat(read.dimension()).isEqualTo(3);
    assertThat(read.tokenization()).isEqualTo(TWO.tokenization());
    assertThat(read.tokenization().texts().get(1).truncated()).isTrue();
    for (int i = 0; i < 2; i++) {
      assertThat(bits(read.vectors().get(i))).isEqualTo(bits(TWO.vectors().get(i)));
    }
  }

  @Test
  void toBytes_isTheDocumentedFormat() {
    byte[] bytes =
        new RawEmbeddings(
                List.of(new float[] {1}),
                1,
                new Tokenization(512, "", List.of(new TextTokens(3, 4))))
            .toBytes();

    assertThat(bytes)
        .containsExactly(
            'S',
            'U',
            'V',
            '1',
            1,
            0,
            0,
            0,
            1,
            0,
            0,
            0,
            0,
            2,
            0,
            0,
            0,
            0,
            0,
            0,
            3,
            0,
            0,
            0,
            4,
            0,
            0,
            0,
            0,
            0,
            (byte) 0x80,
            0x3f);
  }

  @Test
  void parse_anyOtherLength_isRefused() {
    byte[] bytes = TWO.toBytes();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> RawEmbeddings.parse(cut))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> RawEmbeddings.parse(Arrays.copyOf(bytes, bytes.length + 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void parse_json_isRefused() {
    assertThatThrownBy(() -> RawEmbeddings.parse("{\"embeddings\":[[1,2,3]]}".getBytes(UTF_8)))
        .hasMessageContaining("another format");
  }

  private static int[] bits(float[] vector) {
    int[] bits = new int[vector.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(vector[i]);
    }
    return bits;
  }
}
