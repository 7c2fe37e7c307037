package io.sutra.mlbase.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.mlbase.inference.TokenSequence;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TokenLayoutTest {

  private static final float APART = -60f;

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
    LongBuffer firsts = LongBuffer.allocate(3);
    layout.putFirstPositions(firsts);
    assertThat(firsts.array()).containsExactly(0, 2, 4);
  }

  @Test
  void of_twoShortTexts_isOneRow() {
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

  @Test
  void of_textsThatFillRows_areSeveralToARow() {
    TokenSequence long1 = sequence(100, 1000);
    TokenSequence half1 = sequence(50, 2000);
    TokenSequence half2 = sequence(49, 3000);
    TokenLayout layout = TokenLayout.of(List.of(half1, long1, half2));

    assertThat(layout.packed()).isTrue();
    assertThat(layout.rows()).isEqualTo(2);
    assertThat(layout.columns()).isEqualTo(100);
    assertThat(layout.tokens()).isEqualTo(200);
    assertThat(layout.firstsOfRow()).isEqualTo(2);
    assertThat(List.of(layout.start(0), layout.start(1), layout.start(2)))
        .containsExactly(100, 0, 150);
    assertThat(List.of(layout.first(0), layout.first(1), layout.first(2))).containsExactly(2, 0, 3);

    LongBuffer ids = LongBuffer.allocate(200);
    layout.putIds(ids);
    assertThat(ids.limit()).isEqualTo(200);
    assertThat(List.of(ids.get(0), ids.get(99), ids.get(100), ids.get(150), ids.get(198)))
        .containsExactly(1000L, 1099L, 2000L, 3000L, 3048L);
    assertThat(ids.get(199)).as("nothing").isZero();
    LongBuffer positions = LongBuffer.allocate(200);
    layout.putPositions(positions);
    assertThat(List.of(positions.get(99), positions.get(149), positions.get(150)))
        .containsExactly(99L, 49L, 0L);
    LongBuffer firsts = LongBuffer.allocate(4);
    layout.putFirstPositions(firsts);
    assertThat(firsts.array()).containsExactly(0, 0, 100, 150);
  }

  @Test
  void putBias_textsThatFillRows_letsEachTokenSeeItsTextAlone() {
    TokenLayout layout =
        TokenLayout.of(List.of(sequence(50, 1), sequence(100, 1), sequence(49, 1)));
    int[] textOf = new int[200];
    Arrays.fill(textOf, 0, 100, 1);
    Arrays.fill(textOf, 150, 199, 2);
    textOf[199] = -1;

    FloatBuffer bias = FloatBuffer.allocate(2 * 100 * 100);
    layout.putBias(bias);
    FloatBuffer firstBias = FloatBuffer.allocate(2 * 2 * 100);
    layout.putFirstBias(firstBias);

    for (int token = 0; token < 199; token++) {
      for (int column = 0; column < 100; column++) {
        boolean same = textOf[token / 100 * 100 + column] == textOf[token];
        assertThat(bias.get(token * 100 + column)).isEqualTo(same ? 0 : APART);
      }
    }
    for (int column = 0; column < 100; column++) {
      assertThat(firstBias.get(column)).isZero();
      assertThat(firstBias.get(200 + column)).isEqualTo(column < 50 ? 0 : APART);
      assertThat(firstBias.get(300 + column)).isEqualTo(column < 50 || column == 99 ? APART : 0);
    }
  }

  private static TokenSequence sequence(int length, long firstId) {
    return new TokenSequence(LongStream.range(firstId, firstId + length).toArray());
  }
}
