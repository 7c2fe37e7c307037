package io.sutra.settings;

import static io.sutra.settings.Component.COMMAND;
import static io.sutra.settings.Component.CONTAINERS;
import static io.sutra.settings.Component.SHARD;

import io.sutra.settings.FilePath.Kind;
import io.sutra.settings.Section.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The settings of the cache shard alone. */
public final class ShardSettings {

  static final Section SECTION = new Section("The cache shard");

  private static final long MIB = 1L << 20;

  /** Buffers of the network besides two of the largest frames. */
  static final long LEAST_NETWORK_MEMORY = 8 * MIB;

  /** Buffers of the network while nothing else is set. */
  static final long USUAL_NETWORK_MEMORY = 24 * MIB;

  static final Size MEMORY_TYPE = new Size(48 * MIB, 1L << 36);

  public static final Setting<Integer> CAPACITY =
      SECTION.of(
          "SUTRA_CACHE_CAPACITY",
          new WholeNumber(1, 100_000_000),
          "100000",
          "The most vectors that the shard holds, beside the bound of `SUTRA_CACHE_MEMORY`; each"
              + " takes 24 bytes of heap",
          SHARD,
          COMMAND,
          CONTAINERS);

  public static final Setting<Long> MEMORY =
      SECTION.derived(
          "SUTRA_CACHE_MEMORY",
          MEMORY_TYPE,
          "what `-XX:MaxDirectMemorySize` gives; without it `SUTRA_CACHE_CAPACITY` ×"
              + " `SUTRA_CACHE_ENTRY_BYTES` + 64 MiB, and no more than the limit of the process"
              + " leaves",
          "All memory that the shard uses outside the Java heap: vectors and the buffers of log,"
              + " snapshot, recovery and network; reserved at the start",
          SHARD,
          COMMAND,
          CONTAINERS);

  public static final Setting<Boolean> MEMORY_TOUCH =
      SECTION.flag(
          "SUTRA_CACHE_MEMORY_TOUCH",
          false,
          "`true`: the start writes to every page of `SUTRA_CACHE_MEMORY`, so that missing memory"
              + " is found then and not later; the start takes longer",
          SHARD);

  public static final Setting<Long> NETWORK_MEMORY =
      SECTION.derived(
          "SUTRA_CACHE_NETWORK_MEMORY",
          new Size(LEAST_NETWORK_MEMORY, 1L << 32),
          "24 MiB, or 2 × `SUTRA_CACHE_MAX_FRAME` + 8 MiB when that is more",
          "The part of `SUTRA_CACHE_MEMORY` for the buffers of connections; at least 2 ×"
              + " `SUTRA_CACHE_MAX_FRAME` + 8 MiB",
          SHARD,
          COMMAND,
          CONTAINERS);

  public static final Setting<Long> ENTRY_BYTES =
      SECTION.bytes(
          "SUTRA_CACHE_ENTRY_BYTES",
          new Size(64, 1L << 24),
          4_224,
          "The memory that `SUTRA_CACHE_MEMORY` has for each vector while it is not set; 4 bytes a"
              + " number and 64 more, rounded up",
          SHARD,
          COMMAND,
          CONTAINERS);

  public static final Setting<String> SYNC =
      SECTION.of(
          "SUTRA_CACHE_SYNC",
          new Choice(List.of("always", "everysec", "none")),
          "everysec",
          "When the log is synced to disk, and so what an acknowledged write survives",
          SHARD);

  public static final Setting<Path> FOLDER =
      SECTION.of(
          "SUTRA_CACHE_DIR",
          new FilePath(Kind.FOLDER),
          "/var/lib/sutra/cache",
          "The folder of the log; `./sutra up` uses `cache` in `SUTRA_HOME`",
          SHARD,
          COMMAND);

  public static final Setting<String> DAMAGE =
      SECTION.of(
          "SUTRA_CACHE_DAMAGE",
          new Choice(List.of("prefix", "strict")),
          "prefix",
          "What recovery does about a damaged log: keep what is before the damage, or refuse to"
              + " start",
          SHARD);

  public static final Setting<Long> SEGMENT_BYTES =
      SECTION.bytes(
          "SUTRA_CACHE_SEGMENT_BYTES",
          new Size(64L << 10, 1L << 30),
          64 * MIB,
          "The size of a segment of the log",
          SHARD);

  public static final Setting<Long> PENDING_BYTES =
      SECTION.bytes(
          "SUTRA_CACHE_PENDING_BYTES",
          new Size(MIB, 1L << 32),
          64 * MIB,
          "How much may wait to be written to the log",
          SHARD);

  public static final Setting<Long> COMPACTION_RATE =
      SECTION.bytes(
          "SUTRA_CACHE_COMPACTION_RATE",
          new Size(MIB, 1L << 40),
          64 * MIB,
          "The most bytes a second that a compaction writes",
          SHARD);

  public static final Setting<String> BIND =
      SECTION.listenAddress(
          "SUTRA_CACHE_BIND", "127.0.0.1", "The address that the shard listens on", SHARD, COMMAND);

  public static final Setting<Integer> METRICS_PORT =
      SECTION.portOrZero(
          "SUTRA_CACHE_METRICS_PORT",
          50_053,
          "The port of the shard's metrics; 0 for none",
          SHARD,
          COMMAND,
          CONTAINERS);

  public static final Setting<String> METRICS_BIND =
      SECTION.listenAddress(
          "SUTRA_CACHE_METRICS_BIND",
          "127.0.0.1",
          "The address that the shard's metrics listen on",
          SHARD,
          COMMAND);

  public static final Setting<Integer> THREADS =
      SECTION.derived(
          "SUTRA_CACHE_THREADS",
          new WholeNumber(1, 256),
          "half the number of cores, at least 1",
          "Event loops that serve clients",
          SHARD);

  public static final Setting<Integer> CONNECTIONS =
      SECTION.of(
          "SUTRA_CACHE_CONNECTIONS",
          new WholeNumber(1, 1_000_000),
          "1024",
          "The most connections of clients",
          SHARD);

  public static final Setting<Duration> IDLE =
      SECTION.seconds(
          "SUTRA_CACHE_IDLE",
          Limits.seconds(1, 86_400),
          Duration.ofMinutes(10),
          "The time after which a silent client is disconnected",
          SHARD);

  public static final Setting<Duration> SLOW =
      SECTION.seconds(
          "SUTRA_CACHE_SLOW",
          Limits.seconds(1, 3_600),
          Duration.ofSeconds(30),
          "The time within which a client must send a whole frame, read an answer, and say hello",
          SHARD);

  public static final Setting<Long> MAX_FRAME =
      SECTION.bytes(
          "SUTRA_CACHE_MAX_FRAME",
          new Size(4_096, 16 * MIB),
          4 * MIB,
          "The largest frame of the protocol",
          SHARD);

  public static final Setting<Integer> MAX_COUNT =
      SECTION.of(
          "SUTRA_CACHE_MAX_COUNT",
          new WholeNumber(1, 65_535),
          "1024",
          "The most keys of one frame",
          SHARD);

  public static final Setting<Long> MAX_VECTOR =
      SECTION.bytes(
          "SUTRA_CACHE_MAX_VECTOR",
          new Size(1, 64L << 10),
          64L << 10,
          "The largest vector; at least 128 bytes less than the largest frame",
          SHARD);

  public static final Setting<Path> TLS_CERTIFICATE =
      SECTION.path(
          "SUTRA_CACHE_TLS_CERT",
          Kind.READABLE_FILE,
          "none: connections are not encrypted",
          "The shard's certificate with its chain, PEM; with `SUTRA_CACHE_TLS_KEY`",
          SHARD);

  public static final Setting<Path> TLS_KEY =
      SECTION.path(
          "SUTRA_CACHE_TLS_KEY",
          Kind.READABLE_FILE,
          "none",
          "The certificate's private key, PEM, not encrypted",
          SHARD);

  private ShardSettings() {}
}
