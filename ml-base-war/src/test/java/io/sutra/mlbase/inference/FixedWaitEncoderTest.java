package io.sutra.mlbase.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FixedWaitEncoderTest {

  private final FixedWaitEncoder encoder = new FixedWaitEncoder(Duration.ofMillis(20), 384);

  @Test
  void encode_anyBatch_takesTheWaitAtLeast() {
    long start = System.nanoTime();
    float[][] vectors = encoder.encode(List.of(text(1, 2), text(1, 2, 3)));

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(19));
    assertThat(vectors).hasDimensions(2, 384);
  }

  @Test
  void encode_sameTokens_isTheSameVectorAndOthersAnother() {
    float[][] first = encoder.encode(List.of(text(1, 2), text(2, 1)));
    float[][] second = encoder.encode(List.of(text(2, 1), text(1, 2)));

    assertThat(first[0]).isEqualTo(second[1]).isNotEqualTo(first[1]);
    assertThat(first[1]).isEqualTo(second[0]);
  }

  private static TokenSequence text(long... ids) {
    return new TokenSequence(ids);
  }
}
