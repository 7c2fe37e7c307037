package io.sutra.settings;

import java.net.URI;
import java.util.Optional;

/**
 * The address of an HTTP service: scheme, host, optional port and path; no user, query or fragment.
 * A slash at the end is dropped.
 */
public record Url() implements SettingType<URI> {

  @Override
  public Optional<URI> parse(String text) {
    try {
      URI uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      boolean usable =
          ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
              && uri.getHost() != null
              && uri.getPort() <= WellKnown.LAST_PORT
              && uri.getRawUserInfo() == null
              && uri.getRawQuery() == null
              && uri.getRawFragment() == null;
      return usable ? Optional.of(uri) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** An address may carry a user and a password. */
  @Override
  public boolean refusedTextMayBeSecret() {
    return true;
  }

  @Override
  public String allowed() {
    return "an address such as http://host:8887, without user, password or query";
  }
}
