package io.sutra.web;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The {@code X-Request-Id} of an answer: the caller's own, if it is a sane one, or a new one. */
public final class RequestIds {

  private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  private RequestIds() {}

  /** The id for a request whose header has the value {@code given}, or that has none. */
  public static String of(@Nullable String given) {
    return given != null && SANE.matcher(given).matches() ? given : newId();
  }

  private static String newId() {
    return "req_" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }
}
