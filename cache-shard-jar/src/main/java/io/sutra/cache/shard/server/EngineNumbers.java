package io.sutra.cache.shard.server;

import static io.sutra.cache.shard.server.ShardNumbers.counter;
import static io.sutra.cache.shard.server.ShardNumbers.gauge;

import io.sutra.cache.shard.engine.CompactionReason;
import io.sutra.cache.shard.engine.ShardEngine;
import io.sutra.cache.shard.store.VectorStore;
import io.sutra.cache.shard.wal.LogBuffers;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the engine does, for operators: its memory, its dead bytes, compactions and failures. */
final class EngineNumbers {

  private EngineNumbers() {}

  static List<ShardNumbers.Metric> of(ShardEngine engine) {
    VectorStore store = engine.store();
    return List.of(
        gauge(
            "memory_vectors_bytes",
            "Bytes of SUTRA_CACHE_MEMORY reserved for entries.",
            store::capacityBytes),
        gauge(
            "memory_log_bytes",
            "Bytes of SUTRA_CACHE_MEMORY reserved for the log, snapshots and recovery.",
            LogBuffers::bytes),
        gauge("live_bytes", "Bytes of memory that entries take.", store::liveBytes),
        gauge(
            "dead_bytes",
            "Bytes of memory in use that no entry takes: deleted, replaced, or not filled yet.",
            () -> Math.max(0, store.vectorBytes() - store.liveBytes())),
        gauge("namespaces", "Namespaces that hold entries.", store::namespaces),
        gauge(
            "dead_log_bytes",
            "Bytes of the log that a compaction would give back.",
            engine::deadLogBytes),
        gauge(
            "log_ahead_bytes",
            "Bytes of zeros that the log holds ahead of its records.",
            () -> engine.log().aheadBytes()),
        gauge(
            "disk_free_bytes",
            "Bytes that the disk of the log has free; -1 when that cannot be told.",
            () -> engine.log().freeSpace()),
        gauge(
            "last_compaction_reason",
            "Why the last compaction ran: " + reasons() + ".",
            () -> engine.lastCompaction().reason().code()),
        gauge(
            "last_compaction_seconds",
            "When the last compaction began, in seconds since 1970.",
            () -> engine.lastCompaction().at().getEpochSecond()),
        gauge(
            "last_compaction_millis",
            "Milliseconds that the last compaction took.",
            () -> engine.lastCompaction().took().toMillis()),
        gauge(
            "last_compaction_bytes",
            "Bytes of the snapshot of the last compaction.",
            () -> engine.lastCompaction().bytes()),
        gauge(
            "recovery_dropped",
            "Entries that recovery dropped because they did not fit.",
            () -> engine.recovered().dropped()),
        counter("clock_jumps", "Jumps of the wall clock that were seen.", engine.clock()::jumps),
        counter(
            "background_failures",
            "Failures of work that nobody waits for, a failed compaction among it.",
            engine.failures()::count),
        counter(
            "advice_failures",
            "Failures of what only saves time, such as zeros ahead of the log.",
            () -> engine.log().metrics().adviceFailures()));
  }

  private static String reasons() {
    return Arrays.stream(CompactionReason.values())
        .map(
            reason ->
                reason.code() + " " + reason.name().toLowerCase(Locale.ROOT).replace('_', ' '))
        .collect(Collectors.joining(", "));
  }
}
