package io.sutra.settings;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An address that a server listens on: a name or an IP address of this machine; {@code *}, {@code
 * 0.0.0.0} or {@code ::} for all of them. Whether it belongs to this machine shows when the server
 * listens.
 */
public record ListenAddress() implements SettingType<String> {

  private static final Pattern FORM =
      Pattern.compile(
          "\\*|[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9.])?|\\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%\\w+)?]?");

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1|\\[::1]");

  @Override
  public Optional<String> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(text) : Optional.empty();
  }

  @Override
  public String allowed() {
    return "a name or an IP address of this machine, or * for all of them";
  }

  /** Whether only programs of this machine can reach what listens on {@code address}. */
  public static boolean isLoopback(String address) {
    return LOOPBACK.matcher(address).matches();
  }
}
