package io.sutra.embedding.l1;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.cache.api.CacheKey;
import io.sutra.domain.TextTokens;
import io.sutra.embedding.service.StoredVector;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class CaffeineMemoryCacheTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final CacheKey KEY = new CacheKey(1, 2, 3, 4);

  private final AtomicLong nanos = new AtomicLong();
  private final CaffeineMemoryCache cache =
      new CaffeineMemoryCache(100, Clock.fixed(NOW, ZoneOffset.UTC), nanos::get);

  private static StoredVector vector(int dimension, Duration left) {
    return new StoredVector(
        new float[dimension], new TextTokens(3, 3), "f".repeat(64), NOW.plus(left));
  }

  @Test
  void get_atTheVectorsOwnExpiry_isAMiss() {
    cache.put(KEY, vector(4, Duration.ofSeconds(10)));

    nanos.set(Duration.ofSeconds(10).toNanos() - 1);
    assertThat(cache.get(KEY)).isNotNull();
    nanos.set(Duration.ofSeconds(10).toNanos());
    assertThat(cache.get(KEY)).isNull();
  }

  @Test
  void put_alreadyExpired_isAMiss() {
    cache.put(KEY, vector(4, Duration.ofSeconds(-1)));

    assertThat(cache.get(KEY)).isNull();
  }

  @Test
  void put_longerVector_replacesAndShorterOneDoesNot() {
    StoredVector longer = vector(8, Duration.ofSeconds(10));
    cache.put(KEY, vector(4, Duration.ofSeconds(10)));
    cache.put(KEY, longer);
    cache.put(KEY, vector(4, Duration.ofSeconds(10)));
    cache.put(KEY, vector(8, Duration.ofSeconds(10)));

    assertThat(cache.get(KEY)).isSameAs(longer);
  }

  @Test
  void size_manyVectors_staysWithinTheCapacity() {
    for (int i = 0; i < 1_000; i++) {
      cache.put(new CacheKey(i, 0, 0, 0), vector(4, Duration.ofSeconds(10)));
    }
    assertThat(cache.size()).isLessThanOrEqualTo(100);
  }
}
