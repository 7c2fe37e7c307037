package io.sutra.mlbase.fitting;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.domain.vector.Rotation;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class NeighboursKeptTest {

  /** Meaning in the last two of eight numbers, chance in the others. */
  private static final List<float[]> MEANING_LAST = vectors();

  private static List<float[]> vectors() {
    var random = new Random(7);
    return IntStream.range(0, 200)
        .mapToObj(
            i -> {
              float[] vector = new float[8];
              for (int number = 0; number < 6; number++) {
                vector[number] = (float) (0.05 * random.nextGaussian());
              }
              double angle = random.nextDouble() * 2 * Math.PI;
              vector[6] = (float) Math.cos(angle);
              vector[7] = (float) Math.sin(angle);
              return vector;
            })
        .toList();
  }

  @Test
  void share_fullVectors_isAll() {
    assertThat(new NeighboursKept(MEANING_LAST).share(8, Optional.empty())).isEqualTo(1.0);
  }

  @Test
  void share_numbersWithoutMeaning_isNearChance() {
    assertThat(new NeighboursKept(MEANING_LAST).share(2, Optional.empty())).isLessThan(0.2);
  }

  @Test
  void share_rotationThatPutsMeaningInFront_isHigh() {
    float[][] rows = new float[2][8];
    rows[0][6] = 1;
    rows[1][7] = 1;

    assertThat(new NeighboursKept(MEANING_LAST).share(2, Optional.of(Rotation.of(rows))))
        .isGreaterThan(0.6);
  }

  @Test
  void heldOut_manyTexts_areOneInTenAndNeverFittedOn() {
    List<String> texts = IntStream.range(0, 5_000).mapToObj(i -> "text " + i).toList();

    HeldOut divided = HeldOut.of(texts, Set.of("text 10"));

    assertThat(divided.measuring()).hasSize(499).doesNotContain("text 10");
    assertThat(divided.fitting()).hasSize(4_501).doesNotContainAnyElementsOf(divided.measuring());
  }

  @Test
  void heldOut_fewTexts_areAllFittedOn() {
    HeldOut divided = HeldOut.of(List.of("one", "two"), Set.of());

    assertThat(divided.fitting()).hasSize(2);
    assertThat(divided.measuring()).isEmpty();
  }
}
