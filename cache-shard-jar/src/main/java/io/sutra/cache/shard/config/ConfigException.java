package io.sutra.cache.shard.config;

import java.util.List;

/**
 * A configuration that does not start: every problem of it, each with its key and what is allowed.
 */
public final class ConfigException extends Exception {

  private static final long serialVersionUID = 1L;

  /** An error with all problems. */
  public ConfigException(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
  }
}
