package io.sutra.mlbase.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The numbers that a model's weights are made of. */
public enum Precision {
  /** As the model was published. */
  FLOAT32(ModelFiles.WEIGHTS),
  /**
   * Weights as 8-bit integers and activations quantised as they come, one scale per tensor: several
   * times less arithmetic, and vectors that are near the published ones and not equal to them.
   */
  INT8("model_int8.onnx");

  private final String weightsFile;

  Precision(String weightsFile) {
    this.weightsFile = weightsFile;
  }

  /** The name of the graph's file in the model's folder. */
  public String weightsFile() {
    return weightsFile;
  }

  /** As operators write it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The precision of that label, if there is one. */
  public static Optional<Precision> of(String label) {
    return Arrays.stream(values()).filter(one -> one.label().equals(label)).findFirst();
  }
}
