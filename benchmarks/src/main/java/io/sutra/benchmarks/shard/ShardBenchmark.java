package io.sutra.benchmarks.shard;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.client.SocketCacheConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/**
 * The shard beside Redis 7, and alone.
 *
 * <pre>
 * ./sutra bench shard
 * ./sutra bench shard --parts get,put --rounds 9
 * </pre>
 *
 * Needs {@code redis-server}, {@code redis-cli} and {@code redis-benchmark} of Debian's {@code
 * redis-server} package for the first three parts. Each round measures both sides in turn; the
 * figure is the median of the rounds' ratios.
 */
public final class ShardBenchmark {

  /** How the shard's JVM is run: a small young generation keeps what is resident small. */
  static final List<String> JVM =
      List.of("-XX:+UseSerialGC", "-Xms1g", "-Xmn16m", "-Xmx1g", "-XX:MaxDirectMemorySize=4g");

  private static final List<String> PARTS = List.of("get", "put", "memory", "recovery", "latency");
  private static final int KEYS = 100_000;
  private static final int VECTOR = 1024;
  private static final int CLIENTS = 32;
  private static final int EXIT_MISSED = 3;

  private final Path jar;
  private final int rounds;
  private final List<String> lines = new ArrayList<>();
  private final List<Comparison> comparisons = new ArrayList<>();

  private ShardBenchmark(Path jar, int rounds) {
    this.jar = jar;
    this.rounds = rounds;
  }

  /**
   * Runs what is named, or everything: {@code <cache-shard.jar> <results.md> <rounds> [parts]}.
   * Ends with 3 when a bar is missed.
   */
  public static void main(String[] args) throws IOException, CacheException {
    if (args.length < 3) {
      System.err.println("usage: ShardBenchmark <cache-shard.jar> <results.md> <rounds> [parts]");
      System.exit(64);
    }
    Set<String> parts =
        new TreeSet<>(args.length > 3 ? Arrays.asList(args[3].split(",", -1)) : PARTS);
    if (!PARTS.containsAll(parts)) {
      System.err.println("parts are of " + PARTS + ", not " + parts);
      System.exit(64);
    }
    ShardBenchmark benchmark = new ShardBenchmark(Path.of(args[0]), Integer.parseInt(args[2]));
    Path results = Path.of(args[1]).toAbsolutePath();
    Path chart = results.resolveSibling(name(results) + ".svg");
    benchmark.run(parts, chart);
    Files.createDirectories(results.getParent());
    Files.writeString(results, String.join("\n", benchmark.lines) + "\n");
    if (benchmark.lines.stream().anyMatch(line -> line.contains("missed"))) {
      System.exit(EXIT_MISSED);
    }
  }

  private static String name(Path results) {
    return String.valueOf(results.getFileName()).replaceFirst("[.]md$", "");
  }

  private void say(String line) {
    lines.add(line);
    System.out.println(line);
  }

  private void run(Set<String> parts, Path chart) throws IOException, CacheException {
    say("# The shard, measured");
    say("");
    say(Environment.describe());
    say("");
    say(
        String.format(
            Locale.ROOT,
            "`./sutra bench shard --parts %s --rounds %d`. Both sides take turns in each round; a"
                + " ratio is the median of the rounds.",
            String.join(",", parts),
            rounds));
    say("");
    if (parts.contains("get") || parts.contains("put")) {
      say("![Operations a second, shard ÷ Redis](" + chart.getFileName() + ")");
      say("");
    }
    if (parts.contains("get") || parts.contains("put") || parts.contains("memory")) {
      say("| beside Redis 7 | Redis | shard | shard ÷ Redis, median (least to most) | bar | |");
      say("|---|---|---|---|---|---|");
    }
    if (parts.contains("get")) {
      gets();
    }
    if (parts.contains("put")) {
      puts();
    }
    if (parts.contains("memory")) {
      new MemoryBenchmark(jar, rounds, this::say).run();
    }
    if (parts.contains("recovery")) {
      new RecoveryBenchmark(jar, rounds, this::say).run();
    }
    if (parts.contains("latency")) {
      new LatencyBenchmark(jar, rounds, this::say).run();
    }
    if (!comparisons.isEmpty()) {
      Files.createDirectories(chart.getParent());
      Files.writeString(chart, RatioChart.draw(comparisons));
    }
  }

  static SocketCacheConnection connect(int port) throws CacheException {
    return SocketCacheConnection.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        "benchmark",
        "",
        Duration.ofMinutes(5));
  }

  static void fill(int port, int keys) throws IOException {
    try (LoadClient client = new LoadClient(port, 8)) {
      client.run(keys / 100, i -> Frames.put(i * 100, 100, VECTOR));
    }
  }

  static void fillRedis(int port, int keys) throws IOException {
    // Keys of 32 bytes, as the shard's.
    Processes.run(
        List.of(
            "redis-cli",
            "-p",
            "" + port,
            "eval",
            "for i = 0, ARGV[1] - 1 do redis.call('set', 'key:' .. string.format('%028d', i),"
                + " string.rep('x', 1024)) end return 0",
            "0",
            "" + keys));
  }

  private static double redisBenchmark(int port, String command, long requests, int pipeline)
      throws IOException {
    List<String> line = new ArrayList<>(List.of("redis-benchmark", "-p", "" + port, "--csv"));
    line.addAll(List.of("-c", "" + CLIENTS, "-n", "" + requests, "-P", "" + pipeline));
    line.addAll(List.of("-d", "" + VECTOR, "-r", "" + KEYS, "-t", command));
    String[] rows = Processes.run(line).strip().split("\n", -1);
    return Double.parseDouble(rows[rows.length - 1].split(",", -1)[1].replace("\"", ""));
  }

  private void gets() throws IOException {
    try (Processes.Server redis = Processes.redis();
        Processes.Server shard = Processes.shard(jar, Map.of("SUTRA_CACHE_SYNC", "none"))) {
      // redis-benchmark looks for key:000000012345, whatever the length: fill with its own.
      Stream.of(1, 2, 3, 4, 5)
          .forEach(
              i -> {
                try {
                  redisBenchmark(redis.port(), "set", 3L * KEYS, 16);
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      fill(shard.port(), KEYS);
      report(get(redis, shard, "get, 16 keys a frame, 32 connections", 16, 1.0));
      report(get(redis, shard, "get, 1 key a frame, 32 connections", 1, 0.8));
    }
  }

  private Comparison get(
      Processes.Server redis, Processes.Server shard, String name, int keys, double bar)
      throws IOException {
    long requests = keys == 1 ? 400_000 : 2_000_000;
    List<ByteBuffer> frames = Frames.gets(8192, keys, KEYS);
    List<Double> redisRates = new ArrayList<>();
    List<Double> shardRates = new ArrayList<>();
    try (LoadClient client = new LoadClient(shard.port(), CLIENTS)) {
      client.run(2 * requests / keys, i -> frames.get((int) (i & 8191)));
      for (int round = 0; round < rounds; round++) {
        redisRates.add(redisBenchmark(redis.port(), "get", requests, keys));
        LoadClient.Result result = client.run(requests / keys, i -> frames.get((int) (i & 8191)));
        shardRates.add(result.perSecond() * keys);
      }
    }
    return new Comparison(name, "keys/s", bar, redisRates, shardRates);
  }

  private void puts() throws IOException {
    List<Double> redisRates = new ArrayList<>();
    List<Double> shardRates = new ArrayList<>();
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
        redisRates.add(redisBenchmark(redis.port(), "set", requests, 1));
        LongFunction<ByteBuffer> next = puts.prepare((long) round * requests, requests);
        shardRates.add(client.run(requests, next).perSecond());
      }
    }
    report(
        new Comparison(
            "durable put (`always`), 32 clients, 100,000 keys held",
            "puts/s",
            2.0,
            redisRates,
            shardRates));
  }

  private void report(Comparison comparison) {
    comparisons.add(comparison);
    say(comparison.row());
  }

  static CompletableFuture<Boolean> compactInBackground(int port) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (SocketCacheConnection connection = connect(port)) {
            connection.compact();
            return true;
          } catch (CacheException e) {
            throw new IllegalStateException(e);
          }
        });
  }
}
