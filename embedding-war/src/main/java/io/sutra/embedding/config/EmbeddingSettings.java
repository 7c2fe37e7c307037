package io.sutra.embedding.config;

import io.sutra.api.RequestLimits;
import io.sutra.api.config.ConfigurationException;
import io.sutra.api.config.SettingsReader;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Everything an operator can set on the embedding service, validated.
 *
 * @param defaultDimension numbers per vector when a request does not say, and the least that is
 *     stored; the model's own size when empty ({@code MATRYOSHKA_DIM})
 * @param limits what one request may hold ({@code SUTRA_MAX_REQUEST_BYTES}, {@code
 *     SUTRA_MAX_REQUEST_TEXTS}, {@code SUTRA_MAX_REQUEST_TOKENS})
 * @param mlBase where vectors are computed ({@code ML_BASE_URL})
 * @param requestTimeout the longest that ml-base may take ({@code SUTRA_REQUEST_TIMEOUT})
 * @param cache what is remembered
 * @param stateDirectory keeps what must survive a restart ({@code SUTRA_STATE_DIR})
 * @param access who may ask
 * @param drainDelay between turning not ready and closing the port ({@code SUTRA_DRAIN_DELAY})
 */
public record EmbeddingSettings(
    OptionalInt defaultDimension,
    RequestLimits limits,
    URI mlBase,
    Duration requestTimeout,
    Cache cache,
    Path stateDirectory,
    Access access,
    Duration drainDelay) {

  private static final int LONGEST_TIMEOUT_SECONDS = 3_600;

  /**
   * What is remembered.
   *
   * @param enabled false: every request goes straight to ml-base ({@code SUTRA_CACHE_ENABLED})
   * @param memoryCapacity vectors in memory ({@code SUTRA_L1_CAPACITY})
   * @param renderedBytes memory for the digits of vectors asked for often ({@code
   *     SUTRA_L1_RENDERED_BYTES})
   * @param timeToLive of a new vector ({@code SUTRA_CACHE_TTL})
   * @param host of the shard ({@code SUTRA_CACHE_HOST})
   * @param port of the shard ({@code SUTRA_CACHE_PORT})
   * @param writeQueue vectors that may wait to be written to the shard ({@code
   *     SUTRA_L2_WRITE_QUEUE})
   */
  public record Cache(
      boolean enabled,
      int memoryCapacity,
      int renderedBytes,
      Duration timeToLive,
      String host,
      int port,
      int writeQueue) {}

  /**
   * Who may ask.
   *
   * @param keysFile the file with the API keys; empty lets everybody in ({@code
   *     SUTRA_API_KEYS_FILE})
   * @param listenHost the address that the server listens on ({@code SUTRA_LISTEN_HOST})
   */
  public record Access(Optional<Path> keysFile, String listenHost) {

    private static final Pattern LOOPBACK =
        Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1|\\[::1]");

    /** Whether only programs of this machine can ask. */
    public boolean loopbackOnly() {
      return LOOPBACK.matcher(listenHost).matches();
    }
  }

  /**
   * Reads and checks all keys.
   *
   * @param source the text of a key, if it is set
   * @throws ConfigurationException naming every key whose value is not allowed
   */
  public static EmbeddingSettings read(Function<String, Optional<String>> source) {
    var reader = new SettingsReader(source);
    var settings =
        new EmbeddingSettings(
            reader.optionalInteger("MATRYOSHKA_DIM", 1, 65_536),
            new RequestLimits(
                reader.integer("SUTRA_MAX_REQUEST_BYTES", 8 << 20, 1_024, 1 << 30),
                reader.integer("SUTRA_MAX_REQUEST_TEXTS", 2_048, 1, 1_000_000),
                reader.integer("SUTRA_MAX_REQUEST_TOKENS", 300_000, 512, 100_000_000)),
            url(reader, "ML_BASE_URL", "http://ml-base-service:8887"),
            Duration.ofSeconds(
                reader.integer("SUTRA_REQUEST_TIMEOUT", 30, 1, LONGEST_TIMEOUT_SECONDS)),
            cache(reader),
            Path.of(reader.text("SUTRA_STATE_DIR", "state")),
            new Access(
                reader.text("SUTRA_API_KEYS_FILE").map(Path::of),
                reader.text("SUTRA_LISTEN_HOST", "127.0.0.1")),
            Duration.ofSeconds(reader.integer("SUTRA_DRAIN_DELAY", 2, 0, LONGEST_TIMEOUT_SECONDS)));
    reader.throwIfAnyProblem();
    return settings;
  }

  private static Cache cache(SettingsReader reader) {
    return new Cache(
        reader.flag("SUTRA_CACHE_ENABLED", true),
        reader.integer("SUTRA_L1_CAPACITY", 10_000, 0, 100_000_000),
        reader.integer("SUTRA_L1_RENDERED_BYTES", 32 << 20, 0, Integer.MAX_VALUE),
        Duration.ofSeconds(reader.integer("SUTRA_CACHE_TTL", 86_400, 1, Integer.MAX_VALUE)),
        reader.text("SUTRA_CACHE_HOST", "storage-cache-shard"),
        reader.integer("SUTRA_CACHE_PORT", 50_052, 1, 65_535),
        reader.integer("SUTRA_L2_WRITE_QUEUE", 8_192, 1, 10_000_000));
  }

  private static URI url(SettingsReader reader, String key, String whenUnset) {
    String text = reader.text(key, whenUnset);
    try {
      var uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      boolean usable =
          ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
              && uri.getHost() != null
              && uri.getRawUserInfo() == null
              && uri.getRawQuery() == null
              && uri.getRawFragment() == null;
      if (usable) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Reported below, like any other address that cannot be used.
    }
    // An address may carry a password; the message must not.
    reader.problem(key, "not shown", "an address such as http://host:8887");
    return URI.create(whenUnset);
  }
}
