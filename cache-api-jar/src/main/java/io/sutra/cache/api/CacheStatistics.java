package io.sutra.cache.api;

import java.util.Map;

/**
 * Numbers of a shard at one moment, by name; names that a reader does not know are to be skipped.
 * The names are those of the shard's metrics without their prefix, for example {@code hits}.
 *
 * @param values counters and gauges
 */
public record CacheStatistics(Map<String, Long> values) {

  /** Copies the map. */
  public CacheStatistics {
    values = Map.copyOf(values);
  }

  /** The number of that name, zero when the shard does not give it. */
  public long value(String name) {
    return values.getOrDefault(name, 0L);
  }
}
