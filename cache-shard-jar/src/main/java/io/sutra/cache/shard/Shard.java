package io.sutra.cache.shard;

import io.sutra.cache.shard.config.ShardConfig;
import io.sutra.cache.shard.engine.EngineMemory;
import io.sutra.cache.shard.engine.EngineSettings;
import io.sutra.cache.shard.engine.ShardClock;
import io.sutra.cache.shard.engine.ShardEngine;
import io.sutra.cache.shard.memory.MemoryUse;
import io.sutra.cache.shard.memory.ReservedMemory;
import io.sutra.cache.shard.server.ShardServer;
import io.sutra.cache.shard.server.StageMetrics;
import io.sutra.cache.shard.wal.LogFailedException;
import io.sutra.cache.shard.wal.LogSettings;
import io.sutra.cache.shard.wal.NioDisk;
import io.sutra.cache.shard.wal.RecordChecksum;
import io.sutra.cache.shard.wal.RecoveryReport;
import io.sutra.settings.FailureReason;
import io.sutra.settings.ProcessLimits;
import io.sutra.settings.SettingsException;
import io.sutra.settings.SettingsReader;
import io.sutra.settings.ShardMemory;
import io.sutra.settings.StartReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A cache shard: {@code java -jar cache-shard.jar}, configured by the environment. */
public final class Shard implements AutoCloseable {

  /** The exit status when the configuration is wrong. */
  public static final int EXIT_CONFIG = 64;

  /** The exit status when the folder cannot be recovered or an address is taken. */
  public static final int EXIT_START = 66;

  /** The exit status when the log failed: what was acknowledged is safe, and nothing was since. */
  public static final int EXIT_LOG = 74;

  /** Prints the options of Java for the configured memory instead of starting. */
  private static final String JVM_OPTIONS = "--jvm-options";

  private static final String LOG_FORMAT = "java.util.logging.SimpleFormatter.format";

  private final NioDisk disk;
  private final ShardEngine engine;
  private final ShardServer server;

  private Shard(NioDisk disk, ShardEngine engine, ShardServer server) {
    this.disk = disk;
    this.engine = engine;
    this.server = server;
  }

  /**
   * Recovers a shard, and then listens.
   *
   * @throws IOException when the folder cannot be recovered, or an address is taken
   */
  public static Shard start(ShardConfig config) throws IOException {
    NioDisk disk = NioDisk.open(config.folder());
    ShardEngine engine = null;
    try {
      EngineSettings settings =
          new EngineSettings(
              config.capacity(),
              new LogSettings(config.sync(), config.damage(), config.segmentBytes()),
              config.pendingBytes(),
              config.compactionRate());
      ReservedMemory memory = new ReservedMemory(config.memory(), config.touchMemory());
      int leastForNetwork = ShardServer.networkMemoryBytes(config) + ReservedMemory.ALIGNMENT;
      ByteBuffer network =
          memory.take(MemoryUse.NETWORK, Math.max((int) config.networkMemory(), leastForNetwork));
      StageMetrics stages = new StageMetrics();
      engine =
          ShardEngine.open(
              settings,
              EngineMemory.take(memory),
              disk,
              RecordChecksum.CRC32C,
              ShardClock.system(),
              stages,
              Shard::failed);
      engine.failures().include(UncaughtFailures::total);
      return new Shard(disk, engine, new ShardServer(config, engine, name(), stages, network));
    } catch (IOException | RuntimeException | Error e) {
      // Threads that run already would keep a shard alive that does not serve.
      if (engine != null) {
        engine.close();
      }
      disk.close();
      throw e;
    }
  }

  private static String name() {
    return "sutra-cache-shard "
        + Objects.requireNonNullElse(Shard.class.getPackage().getImplementationVersion(), "dev");
  }

  /** No attempt to save anything: what is in doubt must not be touched again. */
  private static void failed(LogFailedException e) {
    System.err.println(
        "FATAL " + e.getMessage() + "; the shard ends, nothing more is acknowledged");
    Runtime.getRuntime().halt(EXIT_LOG);
  }

  /** The port that clients connect to. */
  public int port() {
    return server.port();
  }

  private String banner(ShardConfig config) {
    RecoveryReport report = engine.recovered().report();
    Duration took = report.took();
    long dropped = engine.recovered().dropped();
    return String.format(
        "%s ready on %s:%d in %d ms: %d entries from %d records (%.1f MB) in %d segments of %s,"
            + " sync %s%s%s",
        name(),
        config.listener().endpoint().address().getHostAddress(),
        port(),
        took.toMillis(),
        engine.store().size(),
        report.records(),
        report.bytes() / 1e6,
        report.segments(),
        config.folder(),
        config.sync().name().toLowerCase(java.util.Locale.ROOT),
        dropped == 0
            ? ""
            : "; "
                + dropped
                + " entries were dropped: SUTRA_CACHE_MEMORY or SUTRA_CACHE_CAPACITY"
                + " is too small for all",
        report.findings().isEmpty() ? "" : "; RECOVERY " + String.join("; ", report.findings()));
  }

  /** Stops serving, syncs the log and ends. */
  @Override
  public void close() throws IOException {
    server.close();
    engine.close();
    disk.close();
  }

  /** Runs a shard until the process is told to stop. */
  public static void main(String[] args) {
    // One line for each event, unless whoever starts the shard wants another form.
    if (System.getProperty(LOG_FORMAT) == null) {
      System.setProperty(LOG_FORMAT, "%1$tFT%1$tT.%1$tL%1$tz %4$s %5$s%6$s%n");
    }
    UncaughtFailures.install(System.err);
    try {
      if (List.of(args).equals(List.of(JVM_OPTIONS))) {
        System.out.println(String.join(" ", jvmOptions(System.getenv())));
        return;
      }
      if (args.length > 0) {
        System.err.println(
            "Unknown argument "
                + args[0]
                + ". The shard takes its settings from the environment; "
                + JVM_OPTIONS
                + " prints the options that Java should be started with for them.");
        System.exit(EXIT_CONFIG);
      }
      ShardConfig config = ShardConfig.read(System.getenv());
      Shard shard = start(config);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(shard), "shutdown"));
      System.out.println(shard.banner(config));
    } catch (SettingsException e) {
      explain(String.valueOf(e.getMessage()));
      System.exit(EXIT_CONFIG);
    } catch (IOException | RuntimeException | Error e) {
      explain("The shard cannot start: " + FailureReason.of(e));
      System.exit(EXIT_START);
    }
  }

  private static void explain(String message) {
    System.err.println(message);
    StartReport.write(key -> Optional.ofNullable(System.getenv(key)), message);
  }

  /**
   * The options of Java for the memory that the settings in {@code environment} ask for.
   *
   * @throws SettingsException when they are not allowed, or need more than this process may have
   */
  static List<String> jvmOptions(Map<String, String> environment) {
    SettingsReader reader = ShardConfig.reader(environment);
    ShardMemory memory = ShardMemory.of(reader, ProcessLimits.ofThisProcess());
    reader.checkAll();
    reader.throwIfAnyProblem();
    return memory.jvmOptions();
  }

  private static void stop(Shard shard) {
    try {
      shard.close();
    } catch (IOException e) {
      System.err.println("the shard did not stop cleanly: " + FailureReason.of(e));
    }
  }
}
