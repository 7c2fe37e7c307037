package io.sutra.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sutra.domain.EmbeddingException;
import io.sutra.domain.EmbeddingException.Reason;
import org.junit.jupiter.api.Test;

final class BodyBudgetTest {

  private static final int LARGEST = 4 << 20;

  private final BodyBudget budget = new BodyBudget(LARGEST);

  @Test
  void reserve_twoLargestBodies_fitAndAThirdIsBusy() {
    int taken = budget.reserve(LARGEST);
    budget.reserve(LARGEST);

    var error = assertThrows(EmbeddingException.class, () -> budget.reserve(1));

    assertThat(error.reason()).isEqualTo(Reason.BUSY);
    assertThat(error.retryAfter()).isPresent();
    budget.release(taken);
    assertThat(budget.reserve(LARGEST)).isEqualTo(LARGEST);
  }

  @Test
  void reserve_bodyTooLargeToBeRead_takesNoMoreThanTheLargest() {
    assertThat(budget.reserve(Integer.MAX_VALUE)).isEqualTo(LARGEST);
    assertThat(budget.reserve(LARGEST)).isEqualTo(LARGEST);
  }

  @Test
  void reserve_unknownLength_takesAMebibyte() {
    assertThat(budget.reserve(-1)).isEqualTo(1 << 20);
  }
}
