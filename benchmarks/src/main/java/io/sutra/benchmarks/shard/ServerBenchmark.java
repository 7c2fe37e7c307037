package io.sutra.benchmarks.shard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

/** The shard beside Redis, both as servers: reads, and durable writes. */
final class ServerBenchmark {

  private static final int KEYS = 100_000;
  private static final int VECTOR = 1024;
  private static final int CLIENTS = 32;
  private static final int FILLS = 5;

  private final Path jar;
  private final int rounds;
  private final Report report;

  ServerBenchmark(Path jar, int rounds, Report report) {
    this.jar = jar;
    this.rounds = rounds;
    this.report = report;
  }

  private static double redisBenchmark(int port, String command, long requests, int pipeline)
      throws IOException {
    List<String> line = new ArrayList<>(List.of("redis-benchmark", "-p", "" + port, "--csv"));
    line.addAll(List.of("-c", "" + CLIENTS, "-n", "" + requests, "-P", "" + pipeline));
    line.addAll(List.of("-d", "" + VECTOR, "-r", "" + KEYS, "-t", command));
    String[] rows = Processes.run(line).strip().split("\n", -1);
    return Double.parseDouble(rows[rows.length - 1].split(",", -1)[1].replace("\"", ""));
  }

  private static void redisRound(
      Processes.Server redis, String command, long requests, int pipeline, Samples samples)
      throws IOException {
    ProcessorClock clock = redis.processorClock();
    double before = clock.seconds();
    double rate = redisBenchmark(redis.port(), command, requests, pipeline);
    samples.addRate(requests, rate, clock.seconds() - before);
  }

  private static void shardRound(
      Processes.Server shard,
      LoadClient client,
      long frames,
      int keys,
      LongFunction<ByteBuffer> frame,
      Samples samples)
      throws IOException {
    ProcessorClock clock = shard.processorClock();
    double before = clock.seconds();
    LoadClient.Result result = client.run(frames, frame);
    samples.addRate(frames * keys, result.perSecond() * keys, clock.seconds() - before);
  }

  void gets() throws IOException {
    try (Processes.Server redis = Processes.redis();
        Processes.Server shard = Processes.shard(jar, Map.of("SUTRA_CACHE_SYNC", "none"))) {
      // redis-benchmark looks for key:000000012345, whatever the length: fill with its own.
      for (int i = 0; i < FILLS; i++) {
        redisBenchmark(redis.port(), "set", 3L * KEYS, 16);
      }
      ShardBenchmark.fill(shard.port(), KEYS);
      get(redis, shard, "get, 16 keys a frame, 32 connections", 16, Bar.GET_OF_16);
      get(redis, shard, "get, 1 key a frame, 32 connections", 1, Bar.GET_OF_1);
    }
  }

  private void get(Processes.Server redis, Processes.Server shard, String name, int keys, Bar bar)
      throws IOException {
    long requests = keys == 1 ? 400_000 : 2_000_000;
    List<ByteBuffer> frames = Frames.gets(8192, keys, KEYS);
    Samples ofRedis = new Samples();
    Samples ofShard = new Samples();
    try (LoadClient client = new LoadClient(shard.port(), CLIENTS)) {
      LongFunction<ByteBuffer> frame = i -> frames.get((int) (i & 8191));
      client.run(2 * requests / keys, frame);
      for (int round = 0; round < rounds; round++) {
        redisRound(redis, "get", requests, keys, ofRedis);
        shardRound(shard, client, requests / keys, keys, frame, ofShard);
      }
    }
    report.compare(new Comparison(name, "keys/s", Optional.of(bar), "Redis", ofRedis, ofShard));
  }

  void puts() throws IOException {
    Samples ofRedis = new Samples();
    Samples ofShard = new Samples();
    int requests = 60_000;
    try (Processes.Server redis =
            Processes.redis("--appendonly", "yes", "--appendfsync", "always");
        Processes.Server shard =
            // Redis overwrites as many keys. Here a key keeps its first value, so each put is of a
            // new one, and the capacity keeps their number.
            Processes.shard(
                jar, Map.of("SUTRA_CACHE_SYNC", "always", "SUTRA_CACHE_CAPACITY", "" + KEYS));
        LoadClient client = new LoadClient(shard.port(), CLIENTS)) {
      PreparedPuts puts = new PreparedPuts(VECTOR);
      client.run(3L * requests, puts.prepare(10_000_000, 3 * requests));
      redisBenchmark(redis.port(), "set", requests, 1);
      for (int round = 0; round < rounds; round++) {
        redisRound(redis, "set", requests, 1, ofRedis);
        LongFunction<ByteBuffer> next = puts.prepare((long) round * requests, requests);
        shardRound(shard, client, requests, 1, next, ofShard);
      }
    }
    report.compare(
        new Comparison(
            "durable put (`always`), 32 clients, 100,000 keys held",
            "puts/s",
            Optional.of(Bar.DURABLE_PUT),
            "Redis",
            ofRedis,
            ofShard));
  }
}
