package io.sutra.api.config;

import java.util.List;

/** The settings are not usable; the service must not start. */
public final class ConfigurationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** One problem a line. */
  public ConfigurationException(List<String> problems) {
    super("Sutra cannot start with this configuration:\n  " + String.join("\n  ", problems));
  }
}
