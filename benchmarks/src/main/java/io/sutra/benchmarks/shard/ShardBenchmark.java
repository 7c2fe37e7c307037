package io.sutra.benchmarks.shard;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.client.SocketCacheConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * The shard beside Redis 7, its engine beside embedded stores, and the shard alone.
 *
 * <pre>
 * ./sutra bench shard
 * ./sutra bench shard --parts get,put --rounds 9
 * </pre>
 *
 * The parts get, put and memory need {@code redis-server}, {@code redis-cli} and {@code
 * redis-benchmark} of Debian's {@code redis-server} package. Each round measures all sides in turn;
 * the figure is the median of the rounds' ratios.
 */
public final class ShardBenchmark {

  /** How the shard's JVM is run: a small young generation keeps what is resident small. */
  static final List<String> JVM =
      List.of("-XX:+UseSerialGC", "-Xms1g", "-Xmn16m", "-Xmx1g", "-XX:MaxDirectMemorySize=4g");

  private static final List<String> PARTS =
      List.of("get", "put", "memory", "recovery", "latency", "swap", "embedded");
  private static final int VECTOR = 1024;
  private static final int EXIT_MISSED = 3;

  private final Path jar;
  private final int rounds;
  private final Report report = new Report();

  private ShardBenchmark(Path jar, int rounds) {
    this.jar = jar;
    this.rounds = rounds;
  }

  /**
   * Runs what is named, or everything: {@code <cache-shard.jar> <results.md> <rounds> [parts]}.
   * Ends with 3 when a bar is not met.
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
    benchmark.report.write(results, chart);
    if (!benchmark.report.allMet()) {
      System.exit(EXIT_MISSED);
    }
  }

  private static String name(Path results) {
    return String.valueOf(results.getFileName()).replaceFirst("[.]md$", "");
  }

  private void run(Set<String> parts, Path chart) throws IOException, CacheException {
    head(parts);
    if (parts.contains("get") || parts.contains("put")) {
      report.say("![Operations a second, shard ÷ Redis](" + chart.getFileName() + ")");
      report.say("");
      Comparison.HEAD.forEach(report::say);
    }
    ServerBenchmark servers = new ServerBenchmark(jar, rounds, report);
    if (parts.contains("get")) {
      servers.gets();
    }
    if (parts.contains("put")) {
      servers.puts();
    }
    if (parts.contains("memory")) {
      new MemoryBenchmark(jar, rounds, report).run();
    }
    if (parts.contains("recovery")) {
      new RecoveryBenchmark(jar, rounds, report).run();
    }
    if (parts.contains("latency")) {
      new LatencyBenchmark(jar, rounds, report).run();
    }
    if (parts.contains("swap")) {
      new SwapBenchmark(jar, rounds, report).run();
    }
    if (parts.contains("embedded")) {
      new EmbeddedBenchmark(rounds, report).run();
    }
    report.sayBars();
  }

  private void head(Set<String> parts) throws IOException {
    report.say("# The shard, measured");
    report.say("");
    report.say(Environment.describe());
    report.say("");
    report.say(
        String.format(
            Locale.ROOT,
            "`./sutra bench shard --parts %s --rounds %d`. All sides take turns in each round; a"
                + " ratio is the median of the rounds. CPU seconds are of the server's process,"
                + " from `/proc`, without the generator of load; in one process, of all its"
                + " threads.",
            String.join(",", parts),
            rounds));
    report.say("");
  }

  static SocketCacheConnection connect(int port) throws CacheException {
    return SocketCacheConnection.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        "benchmark",
        "",
        Duration.ofMinutes(5));
  }

  static void fill(int port, int keys) throws IOException {
    fill(port, keys, VECTOR);
  }

  static void fill(int port, int keys, int vectorBytes) throws IOException {
    try (LoadClient client = new LoadClient(port, 8)) {
      client.run(keys / 100, i -> Frames.put(i * 100, 100, vectorBytes));
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
