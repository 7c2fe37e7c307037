package io.sutra.cache.shard.server;

import io.sutra.cache.api.Scope;
import io.sutra.cache.shard.engine.ShardEngine;
import io.sutra.cache.shard.store.VectorStore;
import io.sutra.cache.shard.wal.LogMetrics;
import io.sutra.cache.shard.wal.RecoveryReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** The shard's numbers by name, for STATS and for the metrics. Thread-safe. */
final class ShardNumbers {

  /** How a number behaves. */
  enum Kind {
    /** Only grows while the process runs, from 0. */
    COUNTER,
    /** Goes up and down, or was found once. */
    GAUGE
  }

  /**
   * A number.
   *
   * @param name as in STATS; in the metrics with {@code sutra_cache_} before it
   * @param help one sentence
   * @param value read when it is asked for
   */
  record Metric(String name, Kind kind, String help, LongSupplier value) {}

  private final List<Metric> metrics;
  private final VectorStore store;

  ShardNumbers(ShardEngine engine, ServerMetrics server, NetworkMemory memory) {
    this.store = engine.store();
    this.metrics =
        Stream.of(
                ofEntries(engine.store()),
                ofServer(server),
                ofMemory(memory),
                ofLog(engine),
                ofRecovery(engine),
                EngineNumbers.of(engine))
            .flatMap(List::stream)
            .toList();
  }

  private static List<Metric> ofEntries(VectorStore store) {
    return List.of(
        counter("hits", "Keys that were looked up and found.", store::hits),
        counter("misses", "Keys that were looked up and not found.", store::misses),
        counter("evictions", "Entries removed for lack of room.", store::evictions),
        counter("expired", "Entries removed because of their age.", store::expired),
        gauge("entries", "Entries.", store::size),
        gauge(
            "vector_memory_bytes",
            "Bytes outside the heap taken for vectors.",
            store::vectorBytes));
  }

  private static List<Metric> ofServer(ServerMetrics server) {
    return List.of(
        counter("requests", "Requests that were read.", server::requests),
        counter(
            "refused",
            "Connections above a limit, and hellos with a wrong token or none.",
            server::refused),
        counter(
            "protocol_errors",
            "Connections closed because of bytes that are not of the protocol.",
            server::protocolErrors),
        counter(
            "dropped_connections",
            "Connections closed because they were idle or slow.",
            server::dropped),
        gauge("connections", "Connections of clients.", server::connections));
  }

  private static List<Metric> ofMemory(NetworkMemory memory) {
    return List.of(
        gauge("network_memory_bytes", "Bytes outside the heap kept for frames.", memory::bytes),
        gauge(
            "network_memory_used_bytes",
            "Bytes of it in which frames are, or which an event loop keeps.",
            memory::usedBytes),
        counter(
            "network_memory_waits",
            "How often a connection had to wait for network memory.",
            memory::waits));
  }

  private static List<Metric> ofLog(ShardEngine engine) {
    LogMetrics log = engine.log().metrics();
    return List.of(
        counter("log_bytes_written", "Bytes written to segments and snapshots.", log::bytesWritten),
        counter("log_forces", "Calls of fsync for the log.", log::forces),
        counter(
            "log_force_micros",
            "Microseconds that fsync of the log took, in all.",
            () -> log.forceNanos() / 1_000),
        gauge(
            "longest_force_micros",
            "Microseconds of the longest fsync of the log since the start.",
            () -> log.longestForceNanos() / 1_000),
        counter("compactions", "Compactions that were finished.", engine::compactions),
        gauge("pending_bytes", "Bytes of changes that wait to be written.", engine::pendingBytes),
        gauge("segments", "Segments of the log.", () -> engine.log().segments()),
        gauge(
            "segment", "The number of the segment written to.", () -> engine.log().segmentNumber()),
        gauge(
            "segment_bytes",
            "Bytes in the segment written to.",
            () -> engine.log().segmentPosition()),
        gauge(
            "written_sequence",
            "The sequence number of the last record written.",
            () -> engine.log().writtenSequence()),
        gauge(
            "durable_sequence",
            "The sequence number of the last record known to be on disk.",
            () -> engine.log().durableSequence()));
  }

  private static List<Metric> ofRecovery(ShardEngine engine) {
    RecoveryReport recovery = engine.recovered().report();
    return List.of(
        gauge("recovered_records", "Records read at the start.", recovery::records),
        gauge("recovered_bytes", "Bytes read at the start.", recovery::bytes),
        gauge("recovered_segments", "Segments read at the start.", recovery::segments),
        gauge(
            "recovery_millis",
            "Milliseconds that recovery took.",
            () -> recovery.took().toMillis()),
        gauge(
            "recovery_findings",
            "What recovery found that an operator should know.",
            () -> recovery.findings().size()),
        gauge(
            "recovery_corrupt",
            "1 when recovery found corruption, otherwise 0.",
            () -> recovery.corrupt() ? 1 : 0));
  }

  static Metric counter(String name, String help, LongSupplier value) {
    return new Metric(name, Kind.COUNTER, help, value);
  }

  static Metric gauge(String name, String help, LongSupplier value) {
    return new Metric(name, Kind.GAUGE, help, value);
  }

  /** All of them, in their order. */
  List<Metric> metrics() {
    return metrics;
  }

  /** The values now, by name, for STATS; of one namespace only what is counted for each. */
  Map<String, Long> values(Scope scope) {
    Map<String, Long> values = new LinkedHashMap<>();
    if (scope instanceof Scope.Namespace one) {
      values.put("entries", store.size(one.id()));
      values.put("live_bytes", store.bytes(one.id()));
      return values;
    }
    metrics.forEach(metric -> values.put(metric.name(), metric.value().getAsLong()));
    return values;
  }
}
