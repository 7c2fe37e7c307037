package io.sutra.mlbase.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RowPackingTest {

  @Test
  void of_fewShortTexts_isOneRowWithoutPadding() {
    RowPacking packing = RowPacking.of(new int[] {3, 5});

    assertThat(packing.columns()).isEqualTo(8);
    assertThat(packing.rows()).containsExactly(List.of(0, 1));
  }

  @Test
  void of_lengthsThatFillRows_isSeveralRows() {
    RowPacking packing = RowPacking.of(new int[] {20, 60, 40, 59, 60});

    assertThat(packing.columns()).isEqualTo(60);
    assertThat(packing.rows())
        .containsExactlyInAnyOrder(List.of(1), List.of(4), List.of(3), List.of(2, 0));
  }

  @Test
  void of_oneLongTextAmongShortOnes_isNotPaddedToIt() {
    RowPacking packing = RowPacking.of(new int[] {100, 10, 11, 12});

    assertThat(packing.tokens()).isEqualTo(133);
    assertThat(packing.rows()).hasSize(1);
  }

  @Test
  void of_anyLengths_holdsEachTextOnceAndPadsLittle() {
    var random = new Random(3);
    for (int i = 0; i < 2_000; i++) {
      int[] lengths = random.ints(1 + random.nextInt(12), 1, 120).toArray();
      RowPacking packing = RowPacking.of(lengths);

      assertThat(packing.rows().stream().flatMap(List::stream).sorted().toList())
          .hasSize(lengths.length)
          .doesNotHaveDuplicates();
      for (List<Integer> row : packing.rows()) {
        assertThat(row.stream().mapToInt(text -> lengths[text]).sum())
            .isBetween(1, packing.columns());
      }
      assertThat((double) packing.tokens())
          .isBetween((double) Arrays.stream(lengths).sum(), Arrays.stream(lengths).sum() * 1.05);
    }
  }
}
