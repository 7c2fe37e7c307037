package io.sutra.cli.runtime;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a server is doing now.
 *
 * @param pid of its process, if it runs
 * @param log that says why it crashed or does not answer, where there is one
 */
public record ServerStatus(
    String name, State state, String url, OptionalLong pid, Optional<Path> log) {

  /** From nothing to serving, and what may go wrong. */
  public enum State {
    /** It was never started, or was stopped. */
    STOPPED,
    /** It ended, and nobody had stopped it. */
    CRASHED,
    /** It runs and was not ready yet. */
    STARTING,
    /** It serves. */
    READY,
    /** It was ready once, answers, and says that it does not serve now. */
    NOT_READY,
    /** It was ready once, or is suspended, and gives no answer. */
    NOT_ANSWERING;

    /** Whether its process runs. */
    public boolean runs() {
      return this != STOPPED && this != CRASHED;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }
}
