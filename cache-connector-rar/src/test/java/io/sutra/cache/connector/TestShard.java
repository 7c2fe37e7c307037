package io.sutra.cache.connector;

import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.NewVector;
import io.sutra.cache.shard.Shard;
import io.sutra.cache.shard.config.ShardConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A real shard in this process, on a port that it keeps when it is stopped and started again. */
final class TestShard implements AutoCloseable {

  static final String TOKEN = "open-sesame-4711";

  static final CacheKey KEY = new CacheKey(1, 2, 3, 4);
  static final byte[] VECTOR = {1, 2, 3, 4, 5, 6, 7, 8};

  private final Path folder;
  private @Nullable Shard shard;
  private int port;

  TestShard(Path folder) throws Exception {
    this.folder = folder;
    start();
  }

  void start() throws Exception {
    Map<String, String> settings = new HashMap<>();
    settings.put("SUTRA_CACHE_DIR", folder.toString());
    settings.put("SUTRA_CACHE_PORT", Integer.toString(port));
    settings.put("SUTRA_CACHE_METRICS_PORT", "0");
    settings.put("SUTRA_CACHE_TOKEN", TOKEN);
    Shard started = Shard.start(ShardConfig.read(settings));
    port = started.port();
    shard = started;
  }

  /** Ends every connection, as a process that dies does. */
  void stop() throws IOException {
    Shard running = shard;
    if (running != null) {
      shard = null;
      running.close();
    }
  }

  void restart() throws Exception {
    stop();
    start();
  }

  CacheManagedConnectionFactory factory() {
    CacheManagedConnectionFactory factory = new CacheManagedConnectionFactory();
    factory.setHost("127.0.0.1");
    factory.setPort(port);
    factory.setToken(TOKEN);
    factory.setConnectTimeout("20s");
    factory.setRequestTimeout("20s");
    return factory;
  }

  static List<NewVector> vectors() {
    return List.of(new NewVector(KEY, VECTOR.clone(), Duration.ZERO));
  }

  @Override
  public void close() throws IOException {
    stop();
  }
}
