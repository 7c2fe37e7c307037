package io.sutra.mlbase.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.mlbase.inference.TokenSequence;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenLayoutTest {

  private static final float APART = -1e30f;

  private static TokenSequence text(long... ids) {
    return new TokenSequence(ids);
  }

  @Test
  void of_equallyLongTexts_isARowEach() {
    TokenLayout layout = TokenLayout.of(List.of(text(1, 2), text(3, 4), text(5, 6)));

    assertThat(layout.packed()).isFalse();
    assertThat(layout.rows()).isEqualTo(3);
    assertThat(layout.columns()).isEqualTo(2);
    assertThat(layout.start(2)).isEqualTo(4);
    LongBuffer longs = LongBuffer.allocate(6);
    layout.putIds(longs);
    assertThat(longs.array()).containsExactly(1, 2, 3, 4, 5, 6);
    LongBuffer positions = LongBuffer.allocate(2);
    layout.putPositions(positions);
    assertThat(positions.array()).containsExactly(0, 1);
    LongBuffer firsts = LongBuffer.allocate(1);
    layout.putFirstPositions(firsts);
    assertThat(firsts.array()).containsExactly(0);
  }

  @Test
  void of_differentTexts_isOneRow() {
    TokenLayout layout = TokenLayout.of(List.of(text(1, 2), text(3)));

    assertThat(layout.packed()).isTrue();
    assertThat(layout.rows()).isEqualTo(1);
    assertThat(layout.columns()).isEqualTo(3);
    LongBuffer ids = LongBuffer.allocate(3);
    layout.putIds(ids);
    assertThat(ids.array()).containsExactly(1, 2, 3);
    LongBuffer positions = LongBuffer.allocate(3);
    layout.putPositions(positions);
    assertThat(positions.array()).containsExactly(0, 1, 0);
    LongBuffer firsts = LongBuffer.allocate(2);
    layout.putFirstPositions(firsts);
    assertThat(firsts.array()).containsExactly(0, 2);
  }

  @Test
  void putBias_differentTexts_keepsThemApart() {
    TokenLayout layout = TokenLayout.of(List.of(text(1, 2), text(3)));

    FloatBuffer bias = FloatBuffer.allocate(9);
    layout.putBias(bias);
    FloatBuffer firstBias = FloatBuffer.allocate(6);
    layout.putFirstBias(firstBias);

    assertThat(bias.array()).containsExactly(0, 0, APART, 0, 0, APART, APART, APART, 0);
    assertThat(firstBias.array()).containsExactly(0, 0, APART, APART, APART, 0);
  }
}
