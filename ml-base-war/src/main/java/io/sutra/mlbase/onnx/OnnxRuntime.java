package io.sutra.mlbase.onnx;

import ai.onnxruntime.OrtEnvironment;
import io.sutra.natives.OnnxTelemetry;

/**
 * The way to ONNX Runtime: every use of the library begins with {@link #environment}, so that none
 * loads it with its telemetry on.
 */
final class OnnxRuntime {

  private OnnxRuntime() {}

  /**
   * The library's environment, one for the process; loads the native library if it is not loaded.
   *
   * @throws IllegalStateException when the library's telemetry cannot be switched off; the message
   *     says what the operator can do
   */
  static OrtEnvironment environment() {
    OnnxTelemetry.switchOff();
    return OrtEnvironment.getEnvironment();
  }
}
