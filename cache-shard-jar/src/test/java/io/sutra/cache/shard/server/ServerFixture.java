package io.sutra.cache.shard.server;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.client.FrameSocket;
import io.sutra.cache.client.SocketCacheConnection;
import io.sutra.cache.shard.config.ShardConfig;
import io.sutra.cache.shard.engine.EngineMemory;
import io.sutra.cache.shard.engine.EngineSettings;
import io.sutra.cache.shard.engine.ShardClock;
import io.sutra.cache.shard.engine.ShardEngine;
import io.sutra.cache.shard.engine.StageTimes;
import io.sutra.cache.shard.wal.LogSettings;
import io.sutra.cache.shard.wal.RecordChecksum;
import io.sutra.cache.shard.wal.SimulatedDisk;
import io.sutra.cache.shard.wal.SyncMode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A shard that listens, in this process, over a disk in memory. */
final class ServerFixture implements AutoCloseable {

  private final ShardEngine engine;
  private final ShardServer server;
  private final StageMetrics stages = new StageMetrics();

  ServerFixture(Map<String, String> settings) throws IOException {
    Map<String, String> all = new HashMap<>();
    all.put("SUTRA_CACHE_PORT", "0");
    all.put("SUTRA_CACHE_METRICS_PORT", "0");
    all.putAll(settings);
    engine =
        ShardEngine.open(
            EngineSettings.of(10_000, LogSettings.of(SyncMode.NONE)),
            EngineMemory.allocate(16 << 20),
            new SimulatedDisk(),
            RecordChecksum.CRC32C,
            ShardClock.system(),
            StageTimes.NONE,
            failure -> {});
    ShardConfig config = ShardConfig.read(all);
    ByteBuffer memory = ByteBuffer.allocateDirect(ShardServer.networkMemoryBytes(config));
    server = new ShardServer(config, engine, "test", stages, memory);
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
  }

  SocketCacheConnection connect() throws CacheException {
    return SocketCacheConnection.connect(address(), "test", "", Duration.ofSeconds(20));
  }

  FrameSocket raw() throws IOException {
    return new FrameSocket(address(), Duration.ofSeconds(20));
  }

  ShardEngine engine() {
    return engine;
  }

  StageMetrics stages() {
    return stages;
  }

  @Override
  public void close() throws IOException {
    server.close();
    engine.close();
  }
}
