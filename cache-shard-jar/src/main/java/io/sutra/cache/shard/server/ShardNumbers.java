package io.sutra.cache.shard.server;

import io.sutra.cache.shard.engine.ShardEngine;
import io.sutra.cache.shard.store.VectorStore;
import io.sutra.cache.shard.wal.LogMetrics;
import io.sutra.cache.shard.wal.RecoveryReport;
import java.util.LinkedHashMap;
import java.util.Map;

/** The shard's numbers by name, for STATS and for the metrics. */
final class ShardNumbers {

  private final ShardEngine engine;
  private final ServerMetrics server;

  ShardNumbers(ShardEngine engine, ServerMetrics server) {
    this.engine = engine;
    this.server = server;
  }

  /** Numbers that go up and down. */
  Map<String, Long> gauges() {
    Map<String, Long> values = new LinkedHashMap<>();
    VectorStore store = engine.store();
    values.put("entries", store.size());
    values.put("vector_memory_bytes", store.vectorBytes());
    values.put("connections", (long) server.connections());
    values.put("pending_bytes", engine.pendingBytes());
    values.put("segments", engine.log().segments());
    values.put("segment", engine.log().segmentNumber());
    values.put("segment_bytes", engine.log().segmentPosition());
    values.put("written_sequence", engine.log().writtenSequence());
    values.put("durable_sequence", engine.log().durableSequence());
    values.put("longest_force_micros", engine.log().metrics().longestForceNanos() / 1000);
    RecoveryReport recovery = engine.recovered().report();
    values.put("recovered_records", recovery.records());
    values.put("recovered_bytes", recovery.bytes());
    values.put("recovered_segments", (long) recovery.segments());
    values.put("recovery_millis", recovery.took().toMillis());
    values.put("recovery_findings", (long) recovery.findings().size());
    values.put("recovery_corrupt", recovery.corrupt() ? 1L : 0L);
    return values;
  }

  /** Numbers that only go up. */
  Map<String, Long> counters() {
    Map<String, Long> values = new LinkedHashMap<>();
    VectorStore store = engine.store();
    LogMetrics log = engine.log().metrics();
    values.put("hits", store.hits());
    values.put("misses", store.misses());
    values.put("evictions", store.evictions());
    values.put("expired", store.expired());
    values.put("requests", server.requests());
    values.put("refused", server.refused());
    values.put("protocol_errors", server.protocolErrors());
    values.put("dropped_connections", server.dropped());
    values.put("log_bytes_written", log.bytesWritten());
    values.put("log_forces", log.forces());
    values.put("log_force_micros", log.forceNanos() / 1000);
    values.put("compactions", engine.compactions());
    return values;
  }

  Map<String, Long> all() {
    Map<String, Long> values = new LinkedHashMap<>(counters());
    values.putAll(gauges());
    return values;
  }

  /** The numbers in Prometheus' text format, version 0.0.4. */
  String prometheus() {
    StringBuilder text = new StringBuilder();
    counters()
        .forEach((name, value) -> line(text, "sutra_cache_" + name + "_total", "counter", value));
    gauges().forEach((name, value) -> line(text, "sutra_cache_" + name, "gauge", value));
    histogram(text, engine.log().metrics());
    return text.toString();
  }

  private static void histogram(StringBuilder text, LogMetrics log) {
    String name = "sutra_cache_log_force_seconds";
    text.append("# TYPE ").append(name).append(" histogram\n");
    long count = 0;
    for (int i = 0; i <= LogMetrics.FORCE_BOUNDS.size(); i++) {
      count += log.forcesWithin(i);
      String bound =
          i == LogMetrics.FORCE_BOUNDS.size()
              ? "+Inf"
              : Double.toString(LogMetrics.FORCE_BOUNDS.get(i).toNanos() / 1e9);
      text.append(name).append("_bucket{le=\"").append(bound).append("\"} ").append(count);
      text.append('\n');
    }
    text.append(name).append("_sum ").append(log.forceNanos() / 1e9).append('\n');
    text.append(name).append("_count ").append(count).append('\n');
  }

  private static void line(StringBuilder text, String name, String type, long value) {
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    text.append(name).append(' ').append(value).append('\n');
  }
}
