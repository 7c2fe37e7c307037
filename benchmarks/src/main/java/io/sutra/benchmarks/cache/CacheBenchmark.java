package io.sutra.benchmarks.cache;

import io.sutra.benchmarks.Arguments;
import io.sutra.benchmarks.Json;
import io.sutra.benchmarks.ProductInstance;
import io.sutra.benchmarks.cache.bare.BareResource;
import io.sutra.benchmarks.inference.Bar;
import io.sutra.benchmarks.inference.Console;
import io.sutra.benchmarks.inference.Statistics;
import io.sutra.benchmarks.inference.TextSources;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Measures what the caches are worth; see {@code ./sutra bench cache --help}. Ends with 0 when
 * every bar is met, with 3 when one is not, and otherwise when it could not measure.
 */
public final class CacheBenchmark {

  private static final int A_BAR_IS_MISSED = 3;
  private static final int CONNECTIONS = 32;
  private static final long SEED = 20_260_401;

  /** The stream: so many texts, and a hundredth of what memory and the shard keep by default. */
  private static final int STREAM_TEXTS = 110_000;

  private static final int STREAM_L1 = 100;
  private static final int STREAM_L2 = 1_000;

  /**
   * At this exponent the {@link #STREAM_L1} + {@link #STREAM_L2} most likely of {@link
   * #STREAM_TEXTS} texts make up 0.85 of all requests; found by {@link ZipfStream#exponentFor} once
   * and fixed.
   */
  private static final double EXPONENT = 1.1945;

  private final Options options;
  private final List<String> texts;
  private final List<Bar> bars = new ArrayList<>();
  private final Map<String, Double> speeds = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();

  /**
   * What one run measures and for how long.
   *
   * @param root the checkout
   * @param rounds how often contenders take turns
   * @param window of each contender in a round
   * @param warmUp before the first round
   * @param streamRequests of the stream that are counted; as many go before
   * @param parts of the measurement: hits, large, shared, stream
   * @param report the Markdown file to write; the chart lies beside it
   */
  record Options(
      Path root,
      int rounds,
      Duration window,
      Duration warmUp,
      int streamRequests,
      Set<String> parts,
      Path report) {

    static Options parse(String[] arguments) {
      Arguments given = Arguments.parse(arguments);
      return new Options(
          given.root(),
          given.rounds(),
          given.window(Duration.ofSeconds(8)),
          Duration.ofSeconds(given.quick() ? 10 : 30),
          given.quick() ? 40_000 : 120_000,
          Set.of(given.find("--parts").orElse("hits,large,shared,stream").split(",", -1)),
          given.report("docs/benchmarks/cache.md"));
    }
  }

  private CacheBenchmark(Options options, List<String> texts) {
    this.options = options;
    this.texts = texts;
  }

  public static void main(String[] arguments) throws IOException {
    // Numbers look the same wherever the report is made.
    Locale.setDefault(Locale.ROOT);
    Options options = Options.parse(arguments);
    List<String> glosses = new ArrayList<>(TextSources.glosses());
    Collections.shuffle(glosses, new Random(SEED));
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    var benchmark = new CacheBenchmark(options, glosses);
    try (var product = new ProductInstance(options.root())) {
      benchmark.measure(product);
    }
    new CacheReport(options, load, benchmark.bars, benchmark.speeds, benchmark.notes).write();
    System.exit(benchmark.bars.stream().allMatch(Bar::met) ? 0 : A_BAR_IS_MISSED);
  }

  private void measure(ProductInstance product) throws IOException {
    BareArchive.deploy(product.home());
    Path body = product.home().resolve("body.json");
    Map<String, String> bare = Map.of(BareResource.Bodies.KEY, body.toString());
    if (options.parts().contains("hits") || options.parts().contains("large")) {
      product.up(bare);
      if (options.parts().contains("hits")) {
        Console.say("A hit beside a bare method …");
        hits(product, body);
      }
      if (options.parts().contains("large")) {
        Console.say("2,048 hits in one request …");
        largeRequest(product);
      }
      product.down();
    }
    if (options.parts().contains("shared")) {
      Console.say("Hits in the shard …");
      product.up(with(bare, Map.of("SUTRA_L1_CAPACITY", "0")));
      sharedHits(product);
      product.down();
    }
    if (options.parts().contains("stream")) {
      Console.say("A stream with a long tail …");
      stream(product, bare);
    }
  }

  private static Map<String, String> with(Map<String, String> some, Map<String, String> others) {
    Map<String, String> all = new HashMap<>(some);
    all.putAll(others);
    return all;
  }

  private static byte[] request(List<String> texts, int dimension) {
    return ("{\"texts\":" + Json.array(texts) + ",\"dimension\":" + dimension + "}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private void hits(ProductInstance product, Path bodyFile) throws IOException {
    byte[] request = request(List.of(texts.getFirst()), 256);
    int port = product.embeddingPort();
    Files.write(bodyFile, post(port, request));
    Files.write(bodyFile, post(port, request));
    turn(port, "/bare/embed", request, options.warmUp());
    turn(port, "/embed", request, options.warmUp());
    List<Double> ratios = new ArrayList<>();
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    for (int round = 0; round < options.rounds(); round++) {
      double method = turn(port, "/bare/embed", request, options.window()).perSecond();
      double hit = turn(port, "/embed", request, options.window()).perSecond();
      theirs.add(method);
      ours.add(hit);
      ratios.add(hit / method);
    }
    bars.add(
        Bar.atLeast(
            "An L1 hit of one text, 256 numbers, JSON, 32 connections ÷ a bare method",
            Statistics.median(ratios),
            0.8));
    double rate = Statistics.median(ours);
    speeds.put("a bare Jakarta REST method", Statistics.median(theirs));
    speeds.put("an L1 hit, one text, 256 numbers", rate);
    Load.Measured paced =
        Load.paced(port, CONNECTIONS, rate / 2, options.window().multipliedBy(2), request);
    bars.add(Bar.atMost("p99 of an L1 hit at half that load", paced.percentile(99), 2, " ms"));
    notes.add(
        "An L1 hit at half the load (%.0f requests/s asked for, %.0f reached), from when it was due: p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms."
            .formatted(
                rate / 2,
                paced.perSecond(),
                paced.percentile(50),
                paced.percentile(99),
                paced.percentile(99.9)));
  }

  private static Load.Measured turn(int port, String path, byte[] request, Duration window)
      throws IOException {
    return Load.closed(port, path, CONNECTIONS, window, () -> request);
  }

  private void largeRequest(ProductInstance product) throws IOException {
    for (int dimension : List.of(256, 384)) {
      byte[] request = request(texts.subList(0, 2_048), dimension);
      post(product.embeddingPort(), request);
      Load.Measured measured =
          Load.closed(product.embeddingPort(), "/embed", 1, options.window(), () -> request);
      bars.add(
          Bar.atMost(
              "2,048 texts of %d numbers, all hits, p50".formatted(dimension),
              measured.percentile(50),
              60,
              " ms"));
      notes.add(
          "2,048 hits of %d numbers: p50 %.1f ms, p99 %.1f ms, %d requests."
              .formatted(
                  dimension,
                  measured.percentile(50),
                  measured.percentile(99),
                  measured.requests()));
    }
  }

  private void sharedHits(ProductInstance product) throws IOException {
    List<byte[]> requests = new ArrayList<>();
    for (int i = 0; i < 128; i++) {
      requests.add(request(texts.subList(16 * i, 16 * i + 16), 256));
    }
    int port = product.embeddingPort();
    for (byte[] request : requests) {
      post(port, request);
    }
    var next = new AtomicInteger();
    Supplier<byte[]> inTurn = () -> requests.get(next.getAndIncrement() % requests.size());
    Load.closed(port, "/embed", 1, options.warmUp(), inTurn);
    long before = stat(port, "l2_hits");
    Load.Measured measured =
        Load.closed(port, "/embed", 1, options.window().multipliedBy(2), inTurn);
    double share = (stat(port, "l2_hits") - before) / (16.0 * measured.requests());
    if (share < 0.999) {
      throw new IOException("only %.3f of the texts were hits in the shard".formatted(share));
    }
    bars.add(Bar.atMost("16 texts, all L2 hits, p50", measured.percentile(50), 3, " ms"));
    notes.add(
        "16 L2 hits of 256 numbers, one connection, memory switched off: p50 %.2f ms, p99 %.2f ms."
            .formatted(measured.percentile(50), measured.percentile(99)));
  }

  private void stream(ProductInstance product, Map<String, String> bare) throws IOException {
    var zipf = new ZipfStream(STREAM_TEXTS, EXPONENT);
    int count = options.streamRequests();
    int[] ranks = zipf.draw(2 * count, SEED);
    Map<String, String> small =
        with(
            bare,
            Map.of(
                "SUTRA_L1_CAPACITY", Integer.toString(STREAM_L1),
                "SUTRA_CACHE_CAPACITY", Integer.toString(STREAM_L2),
                "SUTRA_CACHE_DIR", product.home().resolve("stream-cache").toString()));
    product.up(small);
    int port = product.embeddingPort();
    try (var without = new ProductInstance(options.root())) {
      without.up(
          Map.of(
              "SUTRA_CACHE_ENABLED",
              "false",
              "ML_BASE_URL",
              "http://localhost:" + product.mlBasePort()));
      Load.stream(port, CONNECTIONS, bodies(ranks, 0, count));
      long hitsBefore = stat(port, "l1_hits") + stat(port, "l2_hits");
      long textsBefore = stat(port, "total_requests");
      List<Double> ratios = new ArrayList<>();
      List<Double> ours = new ArrayList<>();
      List<Double> theirs = new ArrayList<>();
      int part = count / options.rounds();
      int plain = Math.max(part / 10, 500);
      var costs = new StreamCosts(product, without);
      for (int round = 0; round < options.rounds(); round++) {
        int from = count + round * part;
        double uncached =
            costs
                .of(
                    false,
                    () ->
                        Load.stream(
                            without.embeddingPort(),
                            CONNECTIONS,
                            bodies(ranks, from, from + plain)))
                .perSecond();
        double cached =
            costs
                .of(true, () -> Load.stream(port, CONNECTIONS, bodies(ranks, from, from + part)))
                .perSecond();
        ratios.add(cached / uncached);
        ours.add(cached);
        theirs.add(uncached);
      }
      double hitRate =
          (double) (stat(port, "l1_hits") + stat(port, "l2_hits") - hitsBefore)
              / (stat(port, "total_requests") - textsBefore);
      double ideal = zipf.idealHitRate(STREAM_L1 + STREAM_L2);
      bars.add(
          Bar.atLeast("Hit rate of the stream ÷ the best of that size", hitRate / ideal, 0.98));
      bars.add(
          Bar.atLeast(
              "Throughput of the stream ÷ SUTRA_CACHE_ENABLED=false",
              Statistics.median(ratios),
              6));
      speeds.put("the stream, with caches", Statistics.median(ours));
      speeds.put("the stream, SUTRA_CACHE_ENABLED=false", Statistics.median(theirs));
      notes.add(
          "The stream: %,d glosses, exponent %.4f, %d vectors in memory and %,d in the shard; %,d requests go before, %,d are counted. Hit rate %.4f; the most likely texts of that number make up %.4f of all requests; a cache that sees the future would hit %.4f of these."
              .formatted(
                  STREAM_TEXTS,
                  EXPONENT,
                  STREAM_L1,
                  STREAM_L2,
                  count,
                  part * options.rounds(),
                  hitRate,
                  ideal,
                  ZipfStream.clairvoyantHitRate(ranks, count, STREAM_L1 + STREAM_L2)));
      notes.add(costs.describe());
    }
  }

  /** The requests of a part of the stream, each given once; then empty ones. */
  private Supplier<byte[]> bodies(int[] ranks, int from, int to) {
    var next = new AtomicInteger(from);
    return () -> {
      int index = next.getAndIncrement();
      return index < to ? request(List.of(texts.get(ranks[index])), 256) : new byte[0];
    };
  }

  private static byte[] post(int port, byte[] body) throws IOException {
    return send(
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/embed"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  private static long stat(int port, String name) throws IOException {
    byte[] json =
        send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/cache/stats")));
    String text = new String(json, StandardCharsets.UTF_8);
    int at = text.indexOf("\"" + name + "\":") + name.length() + 3;
    int end = at;
    while (Character.isDigit(text.charAt(end))) {
      end++;
    }
    return Long.parseLong(text.substring(at, end));
  }

  private static byte[] send(HttpRequest.Builder request) throws IOException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<byte[]> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        throw new IOException(
            answer.statusCode() + ": " + new String(answer.body(), StandardCharsets.UTF_8));
      }
      return answer.body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
