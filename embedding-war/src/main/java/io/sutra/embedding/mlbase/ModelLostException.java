package io.sutra.embedding.mlbase;

/** Nobody answered at ml-base's address, or not in time, or not in ml-base's language. */
public final class ModelLostException extends Exception {

  private static final long serialVersionUID = 1L;

  ModelLostException(String message, Throwable cause) {
    super(message, cause);
  }

  ModelLostException(String message) {
    super(message);
  }
}
