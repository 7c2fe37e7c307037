package io.sutra.mlbase.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.domain.vector.Rotation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelRotationsTest {

  private static final String MODEL = "all-minilm-l6-v2";

  @TempDir private Path directory = Path.of("set by JUnit");

  private InstalledModels installed() {
    return new InstalledModels(new ModelCatalogue(), directory);
  }

  private static Rotation identity(int rows, int dimension) {
    float[][] matrix = new float[rows][dimension];
    for (int row = 0; row < rows; row++) {
      matrix[row][row] = 1;
    }
    return Rotation.of(matrix);
  }

  @Test
  void find_fittedModel_hasItsRotationAndAnotherFingerprint() throws IOException {
    ModelDescription before = installed().find(MODEL, Precision.FLOAT32).orElseThrow();
    Rotation rotation = identity(256, 384);

    installed().rotations().store(MODEL, rotation);

    ModelDescription fitted = installed().find(MODEL, Precision.FLOAT32).orElseThrow();
    assertThat(before.rotation()).isEmpty();
    assertThat(fitted.rotation()).contains(rotation);
    assertThat(fitted.fingerprint()).isNotEqualTo(before.fingerprint());
    assertThat(installed().find(MODEL, Precision.INT8).orElseThrow().rotation()).contains(rotation);
  }

  @Test
  void find_defaultModel_comesWithARotation() {
    Rotation shipped =
        installed()
            .find("bge-small-en-v1.5", Precision.FLOAT32)
            .orElseThrow()
            .rotation()
            .orElseThrow();

    assertThat(shipped.dimension()).isEqualTo(384);
    assertThat(shipped.rows()).isEqualTo(256);
  }

  @Test
  void find_damagedRotation_saysWhatToDo() throws IOException {
    Files.writeString(installed().rotations().file(MODEL), "nonsense");

    assertThatThrownBy(() -> installed().find(MODEL, Precision.FLOAT32))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining(MODEL + ".rotation")
        .hasMessageContaining("Fit the model again");
  }

  @Test
  void with_rotationForAnotherSize_isRefused() {
    var model =
        new ModelDescription(
            "m",
            "s",
            "MIT",
            4,
            List.of(4, 2),
            Pooling.CLS,
            false,
            "",
            "",
            8,
            100,
            Precision.FLOAT32,
            Map.of());

    assertThat(model.with(identity(2, 4)).rotation()).isPresent();
    assertThatThrownBy(() -> model.with(identity(2, 3)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> model.with(identity(1, 4)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
