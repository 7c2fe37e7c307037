package io.sutra.mlbase.model;

import org.jspecify.annotations.Nullable;

/**
 * A file of a model is missing or is not the published one. The message says which and what to do.
 */
public final class ModelFileException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ModelFileException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
