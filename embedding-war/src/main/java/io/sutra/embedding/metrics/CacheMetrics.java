package io.sutra.embedding.metrics;

import io.sutra.embedding.l2.ShardCache;
import io.sutra.embedding.l2.ShardObserver;
import io.sutra.embedding.mlbase.ModelProfiles;
import io.sutra.embedding.service.CacheCounters;
import io.sutra.embedding.service.MemoryCache;
import io.sutra.embedding.service.Resolver;
import io.sutra.web.server.BackgroundFailures;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.ToDoubleFunction;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Histogram;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.Timer;
import org.eclipse.microprofile.metrics.annotation.RegistryScope;

/**
 * The caches in numbers. What every request counts is counted by {@link CacheCounters} and only
 * read here, so that a hit does not pay for it. Thread-safe.
 */
@Singleton
public final class CacheMetrics implements ShardObserver {

  private final Metrics metrics;
  private final Timer lookUp;
  private final Histogram lookUpKeys;
  private final Counter written;
  private final Counter dropped;
  private final Counter unusable;

  /** Registers what needs no source. */
  @Inject
  public CacheMetrics(@RegistryScope(scope = "application") MetricRegistry registry) {
    metrics = new Metrics(registry);
    lookUp = metrics.timer("sutra_l2_lookup", "One look-up of keys in the shard");
    lookUpKeys = metrics.histogram("sutra_l2_lookup_keys", "Keys of a look-up");
    written = metrics.counter("sutra_l2_written", "Vectors written to the shard");
    dropped =
        metrics.counter(
            "sutra_l2_dropped",
            "Vectors not written: the queue was full, the shard refused, or the write failed");
    unusable =
        metrics.counter(
            "sutra_l2_unusable", "Vectors of the shard that cannot be right and were deleted");
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

  private void counted(
      CacheCounters counters,
      String name,
      String description,
      ToDoubleFunction<CacheCounters.Snapshot> value) {
    metrics.counterOf(
        name, description, counters, source -> value.applyAsDouble(source.snapshot()));
  }

  /** Shows how full things are. */
  public void watch(MemoryCache memory, ShardCache shard, Resolver resolver) {
    metrics.gauge("sutra_l1_entries", "Vectors in memory", memory, MemoryCache::size);
    metrics.gauge(
        "sutra_l2_waiting", "Vectors that wait to be written", shard, ShardCache::waitingWrites);
    metrics.gauge(
        "sutra_l2_available",
        "1 while the shard answers",
        shard,
        cache -> cache.isAvailable() ? 1 : 0);
    metrics.gauge("sutra_texts_in_flight", "Texts on their way now", resolver, Resolver::inFlight);
  }

  /** Shows whether what no cache holds can be computed. */
  public void watch(ModelProfiles mlBase) {
    metrics.gauge(
        "sutra_ml_base_available",
        "1 while ml-base answers",
        mlBase,
        profiles -> profiles.reachable() ? 1 : 0);
  }

  /** Counts what a long-living thread did not expect. */
  public void watch(BackgroundFailures failures) {
    failures.countWith(
        metrics.counter(
                "sutra_background_failures",
                "Failures of work that nobody waits for, by task",
                new Tag("task", failures.task()))
            ::inc);
  }

  @Override
  public void lookedUp(int keys, Duration took) {
    lookUp.update(took);
    lookUpKeys.update(keys);
  }

  @Override
  public void written(int vectors) {
    written.inc(vectors);
  }

  @Override
  public void dropped(int vectors) {
    dropped.inc(vectors);
  }

  @Override
  public void unusable(int vectors) {
    unusable.inc(vectors);
  }

  /** Vectors written to the shard since the start. */
  public long writtenVectors() {
    return written.getCount();
  }

  /** Vectors not written since the start. */
  public long droppedVectors() {
    return dropped.getCount();
  }
}
