package io.sutra.mlbase.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.mlbase.inference.SentenceEncoder;
import io.sutra.mlbase.inference.TokenSequence;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelfCheckTest {

  private static float[][] constant(List<TokenSequence> batch, float first, float second) {
    return batch.stream().map(text -> new float[] {first, second}).toArray(float[][]::new);
  }

  private static final SentenceEncoder REFERENCE = batch -> constant(batch, 1, 2);

  @Test
  void passes_sameVectors_isTrue() {
    assertThat(SelfCheck.passes(batch -> constant(batch, 1.0001f, 2), SelfCheck.expect(REFERENCE)))
        .isTrue();
  }

  @Test
  void passes_otherVectors_isFalse() {
    assertThat(SelfCheck.passes(batch -> constant(batch, 1.1f, 2), SelfCheck.expect(REFERENCE)))
        .isFalse();
  }

  @Test
  void passes_otherVectorsOnlyTogether_isFalse() {
    SentenceEncoder leaking = batch -> constant(batch, batch.size() > 1 ? 1.1f : 1, 2);

    assertThat(SelfCheck.passes(leaking, SelfCheck.expect(leaking))).isFalse();
  }

  @Test
  void passes_noNumbers_isFalse() {
    SentenceEncoder broken = batch -> constant(batch, Float.NaN, 2);

    assertThat(SelfCheck.passes(broken, SelfCheck.expect(broken))).isFalse();
  }
}
