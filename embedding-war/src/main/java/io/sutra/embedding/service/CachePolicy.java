package io.sutra.embedding.service;

import java.time.Duration;
import java.util.Optional;

/**
 * What one request allows of the caches, as {@code Cache-Control} of a request says it (RFC 9111,
 * 5.2.1).
 *
 * @param use whether a remembered vector may answer
 * @param store whether a computed vector may be remembered
 * @param maximumAge the oldest remembered vector that may answer; any age when empty
 */
public record CachePolicy(Use use, Store store, Optional<Duration> maximumAge) {

  /** Whether a remembered vector may answer. */
  public enum Use {
    /** A remembered vector answers; what is not remembered is computed. */
    ALLOWED,
    /** Nothing that is remembered answers ({@code no-cache}). */
    REFUSED,
    /** Only what is remembered answers; nothing is computed ({@code only-if-cached}). */
    REQUIRED
  }

  /** Whether a computed vector may be remembered. */
  public enum Store {
    /** It may. */
    ALLOWED,
    /** It may not ({@code no-store}). */
    REFUSED
  }

  /** What a request says that says nothing. */
  public static final CachePolicy DEFAULT =
      new CachePolicy(Use.ALLOWED, Store.ALLOWED, Optional.empty());
}
