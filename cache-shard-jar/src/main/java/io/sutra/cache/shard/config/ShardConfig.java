package io.sutra.cache.shard.config;

import io.sutra.cache.api.wire.WireLimits;
import io.sutra.cache.shard.wal.DamagePolicy;
import io.sutra.cache.shard.wal.SyncMode;
import io.sutra.settings.CacheSettings;
import io.sutra.settings.Component;
import io.sutra.settings.JvmLimits;
import io.sutra.settings.ProcessLimits;
import io.sutra.settings.Setting;
import io.sutra.settings.SettingsReader;
import io.sutra.settings.ShardMemory;
import io.sutra.settings.ShardSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The shard's settings, read and checked ({@link ShardSettings}, {@link CacheSettings}).
 *
 * @param capacity entries, beside the bound in bytes
 * @param memory bytes outside the heap, for everything that the shard allocates there; the process
 *     may have them
 * @param touchMemory whether the start writes to every page of them
 * @param networkMemory the part of {@code memory} for the buffers of connections, in bytes
 * @param timeToLive of a new entry whose client names none
 * @param folder of the log
 * @param sync when the log is synced to disk
 * @param damage what recovery does about a damaged log
 * @param segmentBytes size of a segment
 * @param pendingBytes bytes that may wait to be written
 * @param compactionRate bytes a second
 * @param listener where and how clients are served
 * @param metrics where the metrics are; port 0 turns them off
 */
public record ShardConfig(
    long capacity,
    long memory,
    boolean touchMemory,
    long networkMemory,
    Duration timeToLive,
    Path folder,
    SyncMode sync,
    DamagePolicy damage,
    long segmentBytes,
    long pendingBytes,
    long compactionRate,
    Listener listener,
    Endpoint metrics) {

  /** Bytes of a frame besides the vector that it carries. */
  private static final int FRAME_AROUND_A_VECTOR = 128;

  /**
   * An address to listen at.
   *
   * @param address resolved
   * @param port 0 to 65535
   */
  public record Endpoint(InetAddress address, int port) {}

  /**
   * How clients are served.
   *
   * @param endpoint where the shard listens; port 0 takes a free one
   * @param threads event loops
   * @param connections the most at a time
   * @param idle the time after which a silent client is disconnected
   * @param slow the time within which a frame has to be whole, an answer to be read, and a hello to
   *     be said
   * @param limits of frames, keys and vectors
   * @param token that clients must know
   * @param tls a certificate, when connections are encrypted
   */
  public record Listener(
      Endpoint endpoint,
      int threads,
      int connections,
      Duration idle,
      Duration slow,
      WireLimits limits,
      Optional<String> token,
      Optional<Tls> tls) {

    /** The token stays out of every log. */
    @Override
    public String toString() {
      return "Listener[" + endpoint + "]";
    }
  }

  /**
   * A certificate and its key.
   *
   * @param certificate a chain, PEM
   * @param key unencrypted, PEM
   */
  public record Tls(Path certificate, Path key) {}

  /**
   * Reads and checks the configuration, for this process.
   *
   * @throws io.sutra.settings.SettingsException with every problem at once
   */
  public static ShardConfig read(Map<String, String> environment) {
    return read(environment, ProcessLimits.ofThisProcess(), JvmLimits.ofThisProcess());
  }

  /**
   * Reads and checks the configuration, for a process with such limits.
   *
   * @throws io.sutra.settings.SettingsException with every problem at once, memory that is missing
   *     among them
   */
  static ShardConfig read(
      Map<String, String> environment, ProcessLimits processLimits, JvmLimits jvmLimits) {
    SettingsReader settings = reader(environment);
    WireLimits limits = limits(settings);
    ShardMemory memory = ShardMemory.of(settings, processLimits, jvmLimits);
    ShardConfig config =
        new ShardConfig(
            settings.get(ShardSettings.CAPACITY),
            memory.budgetBytes(),
            settings.get(ShardSettings.MEMORY_TOUCH),
            memory.networkBytes(),
            settings.get(CacheSettings.TIME_TO_LIVE),
            settings.get(ShardSettings.FOLDER),
            word(SyncMode.class, settings.get(ShardSettings.SYNC)),
            word(DamagePolicy.class, settings.get(ShardSettings.DAMAGE)),
            settings.get(ShardSettings.SEGMENT_BYTES),
            settings.get(ShardSettings.PENDING_BYTES),
            settings.get(ShardSettings.COMPACTION_RATE),
            listener(settings, limits),
            new Endpoint(
                address(settings, ShardSettings.METRICS_BIND),
                settings.get(ShardSettings.METRICS_PORT)));
    if (config.metrics.port() != 0 && config.metrics.port() == config.listener.endpoint().port()) {
      settings.problem("SUTRA_CACHE_PORT and SUTRA_CACHE_METRICS_PORT are the same.");
    }
    settings.checkAll();
    settings.throwIfAnyProblem();
    return config;
  }

  /** A reader of {@code environment}, in which a system property of the same name comes first. */
  public static SettingsReader reader(Map<String, String> environment) {
    return new SettingsReader(
        Component.SHARD,
        key ->
            Optional.ofNullable(System.getProperty(key))
                .or(() -> Optional.ofNullable(environment.get(key))));
  }

  private static <E extends Enum<E>> E word(Class<E> type, String word) {
    return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
  }

  private static WireLimits limits(SettingsReader settings) {
    long frame = settings.get(ShardSettings.MAX_FRAME);
    int count = settings.get(ShardSettings.MAX_COUNT);
    long vector = settings.get(ShardSettings.MAX_VECTOR);
    if (vector + FRAME_AROUND_A_VECTOR > frame) {
      settings.problem(
          "SUTRA_CACHE_MAX_VECTOR is "
              + vector
              + " bytes; allowed is at most "
              + FRAME_AROUND_A_VECTOR
              + " bytes less than SUTRA_CACHE_MAX_FRAME, which is "
              + frame
              + ".");
    }
    return new WireLimits((int) frame, count, (int) vector);
  }

  private static Listener listener(SettingsReader settings, WireLimits limits) {
    int processors = Runtime.getRuntime().availableProcessors();
    return new Listener(
        new Endpoint(address(settings, ShardSettings.BIND), settings.get(CacheSettings.PORT)),
        settings.find(ShardSettings.THREADS).orElse(Math.max(1, processors / 2)),
        settings.get(ShardSettings.CONNECTIONS),
        settings.get(ShardSettings.IDLE),
        settings.get(ShardSettings.SLOW),
        limits,
        settings.secret(CacheSettings.TOKEN, CacheSettings.TOKEN_FILE),
        tls(settings));
  }

  private static InetAddress address(SettingsReader settings, Setting<String> setting) {
    String host = settings.get(setting);
    try {
      return InetAddress.getByName(host.equals("*") ? "0.0.0.0" : host);
    } catch (UnknownHostException e) {
      settings.problem(setting, host, "an address of this machine, or 0.0.0.0 for all");
      return InetAddress.getLoopbackAddress();
    }
  }

  private static Optional<Tls> tls(SettingsReader settings) {
    Optional<Path> certificate = settings.find(ShardSettings.TLS_CERTIFICATE);
    Optional<Path> key = settings.find(ShardSettings.TLS_KEY);
    if (certificate.isPresent() != key.isPresent()) {
      settings.problem("SUTRA_CACHE_TLS_CERT and SUTRA_CACHE_TLS_KEY belong together; set both.");
    }
    return certificate.flatMap(chain -> key.map(file -> new Tls(chain, file)));
  }
}
