package io.sutra.cli.runtime;

import java.util.Locale;
import java.util.OptionalLong;

/**
 * What a server is doing now.
 *
 * @param pid of its process, if it runs
 */
public record ServerStatus(String name, State state, String url, OptionalLong pid) {

  /** From nothing to serving. */
  public enum State {
    STOPPED,
    STARTING,
    READY;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
