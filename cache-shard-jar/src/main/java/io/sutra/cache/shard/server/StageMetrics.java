package io.sutra.cache.shard.server;

import io.sutra.cache.shard.engine.Stage;
import io.sutra.cache.shard.engine.StageTimes;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;

/**
 * How long the stages of puts and gets take: a histogram each. Thread-safe; keeping a time costs
 * two additions to counters that threads do not share, less than 100 ns.
 */
public final class StageMetrics implements StageTimes {

  /** Upper bounds of the buckets, from 10 µs to 10 s. */
  static final List<Duration> BOUNDS =
      LongStream.of(10, 20, 50)
          .boxed()
          .flatMap(
              first ->
                  LongStream.iterate(first, micros -> micros <= 10_000_000, micros -> micros * 10)
                      .boxed())
          .sorted()
          .map(micros -> Duration.ofNanos(1_000 * micros))
          .toList();

  private static final long[] BOUND_NANOS = BOUNDS.stream().mapToLong(Duration::toNanos).toArray();

  /** Never changed once it is filled. */
  private final Map<Stage, Histogram> histograms = new EnumMap<>(Stage.class);

  /** Nothing was recorded yet. */
  public StageMetrics() {
    for (Stage stage : Stage.values()) {
      histograms.put(stage, new Histogram());
    }
  }

  private static final class Histogram {
    private final LongAdder nanos = new LongAdder();
    private final LongAdder[] buckets =
        LongStream.rangeClosed(0, BOUND_NANOS.length)
            .mapToObj(bucket -> new LongAdder())
            .toArray(LongAdder[]::new);
  }

  private Histogram of(Stage stage) {
    return Objects.requireNonNull(histograms.get(stage));
  }

  @Override
  public void record(Stage stage, long nanos) {
    Histogram histogram = of(stage);
    // Nearly all are short: the first bounds are looked at first.
    int bucket = 0;
    while (bucket < BOUND_NANOS.length && nanos > BOUND_NANOS[bucket]) {
      bucket++;
    }
    histogram.buckets[bucket].increment();
    histogram.nanos.add(nanos);
  }

  /** Times of that stage per bucket, the last one of those above all bounds. */
  long[] counts(Stage stage) {
    return Arrays.stream(of(stage).buckets).mapToLong(LongAdder::sum).toArray();
  }

  /** Nanoseconds of that stage, in all. */
  long nanos(Stage stage) {
    return of(stage).nanos.sum();
  }
}
