package io.sutra.embedding.metrics;

import io.sutra.embedding.l2.ShardCache;
import io.sutra.embedding.l2.ShardObserver;
import io.sutra.embedding.service.CacheCounters;
import io.sutra.embedding.service.MemoryCache;
import io.sutra.embedding.service.Resolver;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;
import org.eclipse.microprofile.metrics.Histogram;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Timer;
import org.eclipse.microprofile.metrics.annotation.RegistryScope;

/**
 * The caches in numbers. What every request counts is counted by {@link CacheCounters} and only
 * read here, so that a hit does not pay for it. Thread-safe.
 */
@Singleton
public final class CacheMetrics implements ShardObserver {

  private final MetricRegistry registry;
  private final Timer lookUp;
  private final Histogram lookUpKeys;
  private final LongAdder written = new LongAdder();
  private final LongAdder dropped = new LongAdder();

  /** Registers what needs no source. */
  @Inject
  public CacheMetrics(@RegistryScope(scope = "application") MetricRegistry registry) {
    this.registry = registry;
    lookUp = registry.timer(described("sutra_l2_lookup", "One look-up of keys in the shard"));
    lookUpKeys = registry.histogram(described("sutra_l2_lookup_keys", "Keys of a look-up"));
    gauge("sutra_l2_written", "Vectors written to the shard", written, LongAdder::sum);
    gauge(
        "sutra_l2_dropped",
        "Vectors not written: the queue was full, or the shard refused",
        dropped,
        LongAdder::sum);
  }

  /** Shows what {@code counters} counts. */
  public void watch(CacheCounters counters) {
    counted(counters, "sutra_texts_requested", "Texts asked for", s -> s.requested());
    counted(counters, "sutra_l1_hits", "Texts found in memory", s -> s.memoryHits());
    counted(counters, "sutra_l1_misses", "Texts not found in memory", s -> s.memoryMisses());
    counted(counters, "sutra_l2_hits", "Texts found in the shard", s -> s.sharedHits());
    counted(counters, "sutra_l2_misses", "Texts found in neither", s -> s.sharedMisses());
    counted(counters, "sutra_texts_computed", "Texts given to ml-base", s -> s.computed());
    counted(
        counters, "sutra_texts_joined", "Texts that were on their way already", s -> s.joined());
  }

  /** Shows how full things are. */
  public void watch(MemoryCache memory, ShardCache shard, Resolver resolver) {
    gauge("sutra_l1_entries", "Vectors in memory", memory, MemoryCache::size);
    gauge("sutra_l2_waiting", "Vectors that wait to be written", shard, ShardCache::waitingWrites);
    gauge(
        "sutra_l2_available",
        "1 while the shard answers",
        shard,
        cache -> cache.isAvailable() ? 1 : 0);
    gauge("sutra_texts_in_flight", "Texts on their way now", resolver, Resolver::inFlight);
  }

  private void counted(
      CacheCounters counters,
      String name,
      String description,
      ToDoubleFunction<CacheCounters.Snapshot> value) {
    gauge(name, description, counters, source -> value.applyAsDouble(source.snapshot()));
  }

  private <T> void gauge(String name, String description, T source, ToDoubleFunction<T> value) {
    registry.gauge(described(name, description), source, value::applyAsDouble);
  }

  @Override
  public void lookedUp(int keys, Duration took) {
    lookUp.update(took);
    lookUpKeys.update(keys);
  }

  @Override
  public void written(int vectors) {
    written.add(vectors);
  }

  @Override
  public void dropped(int vectors) {
    dropped.add(vectors);
  }

  /** Vectors written to the shard since the start. */
  public long writtenVectors() {
    return written.sum();
  }

  /** Vectors not written since the start. */
  public long droppedVectors() {
    return dropped.sum();
  }

  private static Metadata described(String name, String description) {
    return Metadata.builder().withName(name).withDescription(description).build();
  }
}
