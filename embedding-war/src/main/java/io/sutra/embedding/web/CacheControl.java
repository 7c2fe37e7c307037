package io.sutra.embedding.web;

import io.sutra.domain.EmbeddingException;
import io.sutra.embedding.service.CachePolicy;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@code Cache-Control} of a request (RFC 9111, 5.2.1). */
final class CacheControl {

  private static final String MAXIMUM_AGE = "max-age=";
  private static final BigInteger CENTURIES = BigInteger.valueOf(Integer.MAX_VALUE);

  private CacheControl() {}

  /**
   * What the header allows; directives that mean nothing here are passed over.
   *
   * @throws EmbeddingException when it contradicts itself, or an age is no number
   */
  static CachePolicy parse(@Nullable String header) {
    if (header == null || header.isEmpty()) {
      return CachePolicy.DEFAULT;
    }
    var use = CachePolicy.Use.ALLOWED;
    var store = CachePolicy.Store.ALLOWED;
    Optional<Duration> maximumAge = Optional.empty();
    for (String part : header.split(",", -1)) {
      String directive = part.strip().toLowerCase(Locale.ROOT);
      switch (directive) {
        case "no-cache" -> use = stricter(use, CachePolicy.Use.REFUSED);
        case "only-if-cached" -> use = stricter(use, CachePolicy.Use.REQUIRED);
        case "no-store" -> store = CachePolicy.Store.REFUSED;
        default -> {
          if (directive.startsWith(MAXIMUM_AGE)) {
            maximumAge = Optional.of(seconds(directive.substring(MAXIMUM_AGE.length())));
          }
        }
      }
    }
    return new CachePolicy(use, store, maximumAge);
  }

  private static CachePolicy.Use stricter(CachePolicy.Use known, CachePolicy.Use other) {
    if (known != CachePolicy.Use.ALLOWED && known != other) {
      throw EmbeddingException.invalid(
          "invalid_header",
          "The header 'Cache-Control' has no-cache and only-if-cached, and both together allow"
              + " nothing.");
    }
    return other;
  }

  private static Duration seconds(String text) {
    try {
      var seconds = new BigInteger(text.replace("\"", ""));
      if (seconds.signum() >= 0) {
        // Centuries are any age, and do not overflow when they are taken from a time.
        return Duration.ofSeconds(seconds.min(CENTURIES).longValueExact());
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw EmbeddingException.invalid(
        "invalid_header",
        "The header 'Cache-Control' has a max-age that is no whole number of seconds.");
  }
}
