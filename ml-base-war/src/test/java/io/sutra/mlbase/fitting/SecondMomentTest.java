package io.sutra.mlbase.fitting;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.domain.vector.Rotation;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class SecondMomentTest {

  @Test
  void rotation_vectorsAlongKnownDirections_putsTheStrongestFirst() {
    // Most vectors lie along (1, 1, 0)/√2, some along (0, 0, 1), hardly any along (1, -1, 0)/√2.
    var moment = new SecondMoment(3);
    for (int i = 0; i < 100; i++) {
      moment.add(new float[] {5, 5, 0});
    }
    for (int i = 0; i < 20; i++) {
      moment.add(new float[] {0, 0, -7});
    }
    moment.add(new float[] {1, -1, 0});

    Rotation rotation = moment.rotation(2);

    assertThat(moment.vectors()).isEqualTo(121);
    float half = (float) Math.sqrt(0.5);
    assertThat(rotation.apply(new float[] {1, 1, 0}, 2))
        .containsExactly(new float[] {2 * half, 0}, Offset.offset(1e-6f));
    assertThat(rotation.apply(new float[] {0, 0, 1}, 2))
        .containsExactly(new float[] {0, 1}, Offset.offset(1e-6f));
  }

  @Test
  void rotation_randomVectors_keepsMoreInFrontThanPlainTruncation() {
    var random = new Random(1);
    float[][] sample = new float[2_000][64];
    for (float[] vector : sample) {
      // What is strong stands at the end, where truncation loses it.
      for (int i = 0; i < vector.length; i++) {
        vector[i] = (float) (random.nextGaussian() * (1 + i));
      }
    }
    var moment = new SecondMoment(64);
    for (float[] vector : sample) {
      moment.add(vector);
    }
    Rotation rotation = moment.rotation(16);

    double plain = 0;
    double rotated = 0;
    double whole = 0;
    for (float[] vector : sample) {
      float[] head = rotation.apply(vector, 16);
      for (int i = 0; i < 64; i++) {
        whole += (double) vector[i] * vector[i];
        plain += i < 16 ? (double) vector[i] * vector[i] : 0;
        rotated += i < 16 ? (double) head[i] * head[i] : 0;
      }
    }
    assertThat(plain / whole).isLessThan(0.05);
    assertThat(rotated / whole).isGreaterThan(0.5);
  }

  @Test
  void add_vectorOfZeros_countsNot() {
    var moment = new SecondMoment(2);
    moment.add(new float[2]);

    assertThat(moment.vectors()).isZero();
  }
}
