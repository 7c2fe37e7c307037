package io.sutra.embedding.l1;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import io.sutra.cache.api.CacheKey;
import io.sutra.embedding.service.MemoryCache;
import io.sutra.embedding.service.StoredVector;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * L1 over Caffeine: W-TinyLFU keeps what is asked for often, and a vector goes no later than its
 * own expiry. Thread-safe.
 */
public final class CaffeineMemoryCache implements MemoryCache {

  private final Cache<CacheKey, StoredVector> vectors;

  /** Holds at most {@code capacity} vectors. */
  public CaffeineMemoryCache(int capacity, Clock clock, Ticker ticker) {
    vectors =
        Caffeine.newBuilder()
            .maximumSize(capacity)
            .expireAfter(
                Expiry.<CacheKey, StoredVector>writing((key, vector) -> left(clock, vector)))
            .ticker(ticker)
            // Bookkeeping is short; another thread for it would cost more than it takes.
            .executor(Runnable::run)
            .build();
  }

  private static Duration left(Clock clock, StoredVector vector) {
    Duration left = Duration.between(clock.instant(), vector.expiresAt());
    return left.isNegative() ? Duration.ZERO : left;
  }

  @Override
  public @Nullable StoredVector get(CacheKey key) {
    return vectors.getIfPresent(key);
  }

  @Override
  public void put(CacheKey key, StoredVector vector) {
    vectors
        .asMap()
        .merge(key, vector, (old, added) -> old.dimension() >= added.dimension() ? old : added);
  }

  @Override
  public void remove(CacheKey key) {
    vectors.invalidate(key);
  }

  @Override
  public void clear() {
    vectors.invalidateAll();
  }

  @Override
  public long size() {
    vectors.cleanUp();
    return vectors.estimatedSize();
  }
}
