package io.sutra.embedding.config;

import io.sutra.domain.RequestLimits;
import io.sutra.settings.CacheSettings;
import io.sutra.settings.Component;
import io.sutra.settings.ListenAddress;
import io.sutra.settings.ServiceSettings;
import io.sutra.settings.SettingsReader;
import io.sutra.web.server.RequestLimitSettings;
import io.sutra.web.server.ServerStart;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

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
 * @param contracts which APIs callers may speak
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
    ContractSettings contracts,
    Duration drainDelay) {

  /**
   * What is remembered.
   *
   * @param enabled false: every request goes straight to ml-base ({@code SUTRA_CACHE_ENABLED})
   * @param memoryCapacity vectors in memory ({@code SUTRA_L1_CAPACITY})
   * @param renderedBytes memory for the digits of vectors asked for often ({@code
   *     SUTRA_L1_RENDERED_BYTES})
   * @param timeToLive of a new vector ({@code SUTRA_CACHE_TTL})
   * @param writeQueue vectors that may wait to be written to the shard ({@code
   *     SUTRA_L2_WRITE_QUEUE})
   */
  public record Cache(
      boolean enabled,
      int memoryCapacity,
      int renderedBytes,
      Duration timeToLive,
      int writeQueue) {}

  /**
   * Who may ask.
   *
   * @param keysFile the file with the API keys; empty lets everybody in ({@code
   *     SUTRA_API_KEYS_FILE})
   * @param listener where the server listens ({@code SUTRA_LISTEN_HOST}, {@code EMBEDDING_PORT})
   */
  public record Access(Optional<Path> keysFile, ServerStart.Listener listener) {

    /** Whether only programs of this machine can ask. */
    public boolean loopbackOnly() {
      return ListenAddress.isLoopback(listener.host());
    }
  }

  /**
   * Reads and checks all settings of the embedding service.
   *
   * @param source the text of a key, if it is set
   * @throws io.sutra.settings.SettingsException naming every setting whose value is not allowed
   */
  public static EmbeddingSettings read(Function<String, Optional<String>> source) {
    var reader = new SettingsReader(Component.EMBEDDING, source);
    var settings =
        new EmbeddingSettings(
            reader.find(ServiceSettings.DIMENSION).map(OptionalInt::of).orElse(OptionalInt.empty()),
            RequestLimitSettings.read(reader),
            reader.get(ServiceSettings.ML_BASE_URL),
            reader.get(ServiceSettings.REQUEST_TIMEOUT),
            cache(reader),
            reader.find(ServiceSettings.STATE_DIR).orElse(Path.of("state")),
            new Access(
                reader.find(ServiceSettings.API_KEYS_FILE),
                new ServerStart.Listener(
                    reader.get(ServiceSettings.LISTEN_HOST),
                    reader.get(ServiceSettings.EMBEDDING_PORT))),
            ContractSettings.read(reader),
            reader.get(ServiceSettings.DRAIN_DELAY));
    if (reader.get(CacheSettings.PORT) == 0) {
      reader.problem(CacheSettings.PORT, "0", "the port at which the shard listens");
    }
    reader.secret(CacheSettings.TOKEN, CacheSettings.TOKEN_FILE);
    if (reader.find(CacheSettings.TLS_CA).isPresent() && !reader.get(CacheSettings.TLS)) {
      reader.problem(
          "SUTRA_CACHE_TLS_CA is set and SUTRA_CACHE_TLS is not true; set both or neither.");
    }
    reader.checkAll();
    reader.throwIfAnyProblem();
    return settings;
  }

  private static Cache cache(SettingsReader reader) {
    return new Cache(
        reader.get(CacheSettings.ENABLED),
        reader.get(CacheSettings.L1_CAPACITY),
        Math.toIntExact(reader.get(CacheSettings.L1_RENDERED_BYTES)),
        reader.get(CacheSettings.TIME_TO_LIVE),
        reader.get(CacheSettings.L2_WRITE_QUEUE));
  }
}
