package io.sutra.mlbase.onnx.graph;

/** The bytes are not an ONNX model that this package can read. */
public final class OnnxFormatException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  OnnxFormatException(String message) {
    super(message);
  }

  OnnxFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
