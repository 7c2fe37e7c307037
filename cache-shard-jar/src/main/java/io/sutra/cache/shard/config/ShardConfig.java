package io.sutra.cache.shard.config;

import io.sutra.cache.api.wire.WireLimits;
import io.sutra.cache.shard.wal.DamagePolicy;
import io.sutra.cache.shard.wal.SyncMode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Everything a shard can be told. Keys are environment variables; a system property of the same
 * name comes first.
 *
 * @param capacity {@code SUTRA_CACHE_CAPACITY}: entries, 100000
 * @param timeToLive {@code SUTRA_CACHE_TTL}: seconds, 86400
 * @param folder {@code SUTRA_CACHE_DIR}: /var/lib/sutra/cache
 * @param sync {@code SUTRA_CACHE_SYNC}: everysec
 * @param damage {@code SUTRA_CACHE_DAMAGE}: prefix
 * @param segmentBytes {@code SUTRA_CACHE_SEGMENT_BYTES}: 67108864
 * @param pendingBytes {@code SUTRA_CACHE_PENDING_BYTES}: bytes that may wait to be written,
 *     67108864
 * @param compactionRate {@code SUTRA_CACHE_COMPACTION_RATE}: bytes a second, 67108864
 * @param listener where and how clients are served
 * @param metrics where the metrics are; the port is {@code SUTRA_CACHE_METRICS_PORT}, 50053, and 0
 *     turns them off; the address is {@code SUTRA_CACHE_METRICS_BIND}, 127.0.0.1
 */
public record ShardConfig(
    long capacity,
    Duration timeToLive,
    Path folder,
    SyncMode sync,
    DamagePolicy damage,
    long segmentBytes,
    long pendingBytes,
    long compactionRate,
    Listener listener,
    Endpoint metrics) {

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
   * @param endpoint {@code SUTRA_CACHE_BIND}, 127.0.0.1, and {@code SUTRA_CACHE_PORT}, 50052; port
   *     0 takes a free one
   * @param threads {@code SUTRA_CACHE_THREADS}: half the processors, at least 1
   * @param connections {@code SUTRA_CACHE_CONNECTIONS}: most at a time, 1024
   * @param idle {@code SUTRA_CACHE_IDLE}: seconds after which a silent client is dropped, 600
   * @param slow {@code SUTRA_CACHE_SLOW}: seconds within which a frame has to be whole, an answer
   *     to be read, and a hello to be said, 30
   * @param limits {@code SUTRA_CACHE_MAX_FRAME} bytes, 4194304; {@code SUTRA_CACHE_MAX_COUNT} keys
   *     a frame, 1024; {@code SUTRA_CACHE_MAX_VECTOR} bytes, 65536
   * @param token {@code SUTRA_CACHE_TOKEN} or {@code SUTRA_CACHE_TOKEN_FILE}
   * @param tls {@code SUTRA_CACHE_TLS_CERT} and {@code SUTRA_CACHE_TLS_KEY}, PEM files
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
   * Reads and checks the configuration.
   *
   * @throws ConfigException with every problem at once
   */
  public static ShardConfig read(Map<String, String> environment) throws ConfigException {
    Settings settings =
        new Settings(
            key ->
                Optional.ofNullable(System.getProperty(key))
                    .or(() -> Optional.ofNullable(environment.get(key))));
    WireLimits limits = limits(settings);
    ShardConfig config =
        new ShardConfig(
            settings.number("SUTRA_CACHE_CAPACITY", 100_000, 1, 100_000_000),
            Duration.ofSeconds(settings.number("SUTRA_CACHE_TTL", 86_400, 1, 3_155_760_000L)),
            settings.path("SUTRA_CACHE_DIR").orElse(Path.of("/var/lib/sutra/cache")),
            settings.choice("SUTRA_CACHE_SYNC", SyncMode.EVERYSEC, SyncMode.class),
            settings.choice("SUTRA_CACHE_DAMAGE", DamagePolicy.PREFIX, DamagePolicy.class),
            settings.number("SUTRA_CACHE_SEGMENT_BYTES", 64L << 20, 64L << 10, 1L << 30),
            settings.number("SUTRA_CACHE_PENDING_BYTES", 64L << 20, 1L << 20, 1L << 32),
            settings.number("SUTRA_CACHE_COMPACTION_RATE", 64L << 20, 1L << 20, 1L << 40),
            listener(settings, limits),
            new Endpoint(
                address(settings, "SUTRA_CACHE_METRICS_BIND"),
                (int) settings.number("SUTRA_CACHE_METRICS_PORT", 50_053, 0, 65_535)));
    if (config.metrics.port() != 0 && config.metrics.port() == config.listener.endpoint().port()) {
      settings.problem("SUTRA_CACHE_PORT and SUTRA_CACHE_METRICS_PORT are the same");
    }
    settings.check();
    return config;
  }

  private static WireLimits limits(Settings settings) {
    WireLimits standard = WireLimits.DEFAULT;
    long frame =
        settings.number(
            "SUTRA_CACHE_MAX_FRAME",
            standard.maxFrame(),
            WireLimits.MAX_FRAME_BEFORE_HELLO,
            WireLimits.HARD_MAX_FRAME);
    long count = settings.number("SUTRA_CACHE_MAX_COUNT", standard.maxCount(), 1, 0xFFFF);
    long vector =
        settings.number(
            "SUTRA_CACHE_MAX_VECTOR", standard.maxVector(), 1, WireLimits.HARD_MAX_VECTOR);
    if (vector + 128 > frame) {
      settings.problem(
          "SUTRA_CACHE_MAX_VECTOR is "
              + vector
              + ": it has to leave 128 bytes of SUTRA_CACHE_MAX_FRAME, which is "
              + frame);
    }
    return new WireLimits((int) frame, (int) count, (int) vector);
  }

  private static Listener listener(Settings settings, WireLimits limits) {
    int processors = Runtime.getRuntime().availableProcessors();
    return new Listener(
        new Endpoint(
            address(settings, "SUTRA_CACHE_BIND"),
            (int) settings.number("SUTRA_CACHE_PORT", 50_052, 0, 65_535)),
        (int) settings.number("SUTRA_CACHE_THREADS", Math.max(1, processors / 2), 1, 256),
        (int) settings.number("SUTRA_CACHE_CONNECTIONS", 1024, 1, 1_000_000),
        Duration.ofSeconds(settings.number("SUTRA_CACHE_IDLE", 600, 1, 86_400)),
        Duration.ofSeconds(settings.number("SUTRA_CACHE_SLOW", 30, 1, 3_600)),
        limits,
        settings.secret("SUTRA_CACHE_TOKEN"),
        tls(settings));
  }

  private static InetAddress address(Settings settings, String key) {
    String host = settings.text(key).orElse("127.0.0.1");
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      settings.problem(key, host, "an address of this machine, or 0.0.0.0 for all");
      return InetAddress.getLoopbackAddress();
    }
  }

  private static Optional<Tls> tls(Settings settings) {
    Optional<Path> certificate = settings.readableFile("SUTRA_CACHE_TLS_CERT");
    Optional<Path> key = settings.readableFile("SUTRA_CACHE_TLS_KEY");
    if (certificate.isPresent() != key.isPresent()) {
      settings.problem("SUTRA_CACHE_TLS_CERT and SUTRA_CACHE_TLS_KEY belong together: set both");
    }
    return certificate.flatMap(chain -> key.map(file -> new Tls(chain, file)));
  }
}
