package io.sutra.cli.aot;

/** A training run cannot go on; the message says why. */
final class TrainingException extends Exception {

  private static final long serialVersionUID = 1L;

  TrainingException(String message) {
    super(message);
  }
}
