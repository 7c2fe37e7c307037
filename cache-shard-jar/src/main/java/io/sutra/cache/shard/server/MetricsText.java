package io.sutra.cache.shard.server;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.sutra.cache.shard.engine.Stage;
import io.sutra.cache.shard.wal.LogMetrics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** The shard's numbers and histograms in the formats of Prometheus. Thread-safe. */
final class MetricsText {

  private static final String PREFIX = "sutra_cache_";

  /**
   * A page of metrics.
   *
   * @param contentType with the version of the format
   * @param body on the heap
   */
  record Page(String contentType, ByteBuffer body) {}

  private final ExpositionFormats formats = ExpositionFormats.init();
  private final ShardNumbers numbers;
  private final LogMetrics log;
  private final StageMetrics stages;

  MetricsText(ShardNumbers numbers, LogMetrics log, StageMetrics stages) {
    this.numbers = numbers;
    this.log = log;
    this.stages = stages;
  }

  /** The page in the format that the header {@code Accept} asks for, by default version 0.0.4. */
  Page page(@Nullable String accept) {
    ExpositionFormatWriter writer = formats.findWriter(accept);
    ByteArrayOutputStream body = new ByteArrayOutputStream(16 << 10);
    try {
      writer.write(body, collect());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Page(writer.getContentType(), ByteBuffer.wrap(body.toByteArray()));
  }

  private MetricSnapshots collect() {
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    numbers.metrics().forEach(metric -> all.metricSnapshot(snapshot(metric)));
    return all.metricSnapshot(forces()).metricSnapshot(stages()).build();
  }

  private static MetricSnapshot snapshot(ShardNumbers.Metric metric) {
    double value = metric.value().getAsLong();
    String name = PREFIX + metric.name();
    return switch (metric.kind()) {
      case COUNTER ->
          CounterSnapshot.builder()
              .name(name)
              .help(metric.help())
              .dataPoint(CounterDataPointSnapshot.builder().value(value).build())
              .build();
      case GAUGE ->
          GaugeSnapshot.builder()
              .name(name)
              .help(metric.help())
              .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
              .build();
    };
  }

  private MetricSnapshot forces() {
    List<Duration> bounds = LogMetrics.FORCE_BOUNDS;
    long[] counts =
        LongStream.rangeClosed(0, bounds.size())
            .map(bucket -> log.forcesWithin((int) bucket))
            .toArray();
    return HistogramSnapshot.builder()
        .name(PREFIX + "log_force_seconds")
        .help("Seconds that an fsync of the log took.")
        .dataPoint(histogram(Labels.EMPTY, bounds, counts, log.forceNanos()))
        .build();
  }

  private MetricSnapshot stages() {
    HistogramSnapshot.Builder histogram =
        HistogramSnapshot.builder()
            .name(PREFIX + "stage_seconds")
            .help(
                "Seconds of a put or get in one stage; the stage replied is the whole request,"
                    + " from the read that brought it to the write of its answer.");
    for (Stage stage : Stage.values()) {
      Labels labels = Labels.of("operation", stage.operation(), "stage", stage.label());
      histogram.dataPoint(
          histogram(labels, StageMetrics.BOUNDS, stages.counts(stage), stages.nanos(stage)));
    }
    return histogram.build();
  }

  private static HistogramDataPointSnapshot histogram(
      Labels labels, List<Duration> bounds, long[] counts, long nanos) {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    for (int i = 0; i < bounds.size(); i++) {
      buckets.bucket(bounds.get(i).toNanos() / 1e9, counts[i]);
    }
    buckets.bucket(Double.POSITIVE_INFINITY, counts[bounds.size()]);
    return HistogramDataPointSnapshot.builder()
        .labels(labels)
        .classicHistogramBuckets(buckets.build())
        .sum(nanos / 1e9)
        .build();
  }
}
