package io.sutra.embedding.service;

import java.time.Duration;
import java.time.Instant;
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

  /** For a service without a cache. */
  public static final CachePolicy NO_CACHE =
      new CachePolicy(Use.REFUSED, Store.REFUSED, Optional.empty());

  /** The same for a service without a cache: nothing is remembered there. */
  CachePolicy withoutCache() {
    return use == Use.REQUIRED ? new CachePolicy(use, Store.REFUSED, maximumAge) : NO_CACHE;
  }

  /** The same, but nothing that is remembered answers. */
  CachePolicy withoutLooking() {
    return use == Use.REQUIRED ? this : new CachePolicy(Use.REFUSED, store, maximumAge);
  }

  /** Whether the caches are looked into. */
  boolean mayLook() {
    return use != Use.REFUSED;
  }

  /** Whether a computed vector takes the place of one that is remembered. */
  boolean replaces() {
    return use == Use.REFUSED || maximumAge.isPresent();
  }

  /** Whether a computed vector is remembered. */
  boolean mayStore() {
    return store == Store.ALLOWED;
  }

  /** Whether the work on a text may be shared with other requests for it. */
  boolean mayShare() {
    return use == Use.ALLOWED && store == Store.ALLOWED;
  }

  /**
   * Whether a remembered vector is young enough.
   *
   * @param expiryOfNewVector when one that is computed now will expire
   */
  boolean accepts(StoredVector vector, Instant expiryOfNewVector) {
    return maximumAge
        .map(age -> !vector.expiresAt().isBefore(expiryOfNewVector.minus(age)))
        .orElse(true);
  }
}
