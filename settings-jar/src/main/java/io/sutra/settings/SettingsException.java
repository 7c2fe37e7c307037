package io.sutra.settings;

import java.util.List;

/** Settings that do not allow a start: every problem, each with the key and what is allowed. */
public final class SettingsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String[] problems;

  /** One sentence a problem. */
  public SettingsException(List<String> problems) {
    super("Sutra cannot start with this configuration:\n  " + String.join("\n  ", problems));
    this.problems = problems.toArray(String[]::new);
  }

  /** One sentence a problem. */
  public List<String> problems() {
    return List.of(problems);
  }
}
