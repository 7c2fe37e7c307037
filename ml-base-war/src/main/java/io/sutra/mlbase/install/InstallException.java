package io.sutra.mlbase.install;

import org.jspecify.annotations.Nullable;

/** A model could not be brought here. The message says why and what to do. */
public final class InstallException extends Exception {

  private static final long serialVersionUID = 1L;

  InstallException(String message) {
    this(message, null);
  }

  InstallException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
