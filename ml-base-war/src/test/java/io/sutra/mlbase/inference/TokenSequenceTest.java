package io.sutra.mlbase.inference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TokenSequenceTest {

  @Test
  void truncated_longerThanTheMaximum_keepsTheFirstAndTheClosingToken() {
    TokenSequence cut = new TokenSequence(new long[] {101, 5, 6, 7, 102}).truncated(4);

    assertThat(ids(cut)).containsExactly(101, 5, 6, 102);
  }

  @Test
  void truncated_exactlyTheMaximum_isItself() {
    var tokens = new TokenSequence(new long[] {101, 5, 6, 102});

    assertThat(tokens.truncated(4)).isSameAs(tokens);
    assertThat(tokens.truncated(5)).isSameAs(tokens);
  }

  @Test
  void truncated_original_isNotChanged() {
    var tokens = new TokenSequence(new long[] {101, 5, 6, 7, 102});

    assertThat(tokens.truncated(3).length()).isEqualTo(3);

    assertThat(ids(tokens)).containsExactly(101, 5, 6, 7, 102);
  }

  @Test
  void copyTo_offset_leavesTheRestOfTheTarget() {
    long[] target = {9, 9, 9, 9};

    new TokenSequence(new long[] {1, 2}).copyTo(target, 1);

    assertThat(target).containsExactly(9, 1, 2, 9);
  }

  private static long[] ids(TokenSequence tokens) {
    long[] ids = new long[tokens.length()];
    tokens.copyTo(ids, 0);
    return ids;
  }
}
