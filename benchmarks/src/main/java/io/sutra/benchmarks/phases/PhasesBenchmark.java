package io.sutra.benchmarks.phases;

import io.sutra.benchmarks.Arguments;
import io.sutra.benchmarks.Json;
import io.sutra.benchmarks.ProductInstance;
import io.sutra.benchmarks.cache.Load;
import io.sutra.benchmarks.cache.ZipfStream;
import io.sutra.benchmarks.inference.Console;
import io.sutra.benchmarks.inference.TextSources;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Measures what each phase contributes; see {@code ./sutra bench phases --help}. Ends with 0 when
 * every bar is met, with 3 when one is not, and otherwise when it could not measure.
 */
public final class PhasesBenchmark {

  private static final int A_BAR_IS_MISSED = 3;
  private static final int CONNECTIONS = 32;
  private static final long SEED = 20_260_401;

  /** The stream of {@code bench cache}: so many texts, and the same exponent. */
  private static final int STREAM_TEXTS = 110_000;

  private static final double EXPONENT = 1.1945;

  /** More than any contender gets through. */
  private static final int STREAM_REQUESTS = 4_000_000;

  private static final int FULL_DIMENSION = 384;
  private static final int SHORT_DIMENSION = 256;

  private final Options options;
  private final List<String> texts;
  private final int[] ranks = new ZipfStream(STREAM_TEXTS, EXPONENT).draw(STREAM_REQUESTS, SEED);

  /**
   * What one run measures and for how long.
   *
   * @param root the checkout
   * @param rounds how often contenders take turns
   * @param window of each contender in a round
   * @param before requests of the stream that fill the caches first
   * @param report the Markdown file to write; the chart lies beside it
   */
  record Options(Path root, int rounds, Duration window, int before, Path report) {

    static Options parse(String[] arguments) {
      Arguments given = Arguments.parse(arguments);
      return new Options(
          given.root(),
          given.rounds(),
          given.window(Duration.ofSeconds(8)),
          given.quick() ? 60_000 : 400_000,
          given.report("docs/benchmarks/phases.md"));
    }
  }

  private PhasesBenchmark(Options options, List<String> texts) {
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
    var benchmark = new PhasesBenchmark(options, glosses);
    PhasesReport report = new PhasesReport(options, load, benchmark.measure());
    report.write();
    System.exit(report.isMet() ? 0 : A_BAR_IS_MISSED);
  }

  private List<Contender> measure() throws IOException {
    String shorter = Integer.toString(SHORT_DIMENSION);
    // Three replicas, and the balancer's statistics.
    int ports = PortRange.free(4);
    Console.say("Starting the contenders …");
    try (var version2 = new ProductInstance(options.root());
        var phase0 = new ProductInstance(options.root());
        var batches = new ProductInstance(options.root());
        var phase1 = new ProductInstance(options.root());
        var phase2 = new ProductInstance(options.root())) {
      // One token is less than any text has: each is computed alone, after the one before it, by
      // all cores together.
      version2.up(
          Map.of(
              "SUTRA_CACHE_ENABLED",
              "false",
              "SUTRA_BATCH_TOKENS",
              "1",
              "SUTRA_INFERENCE_THREADS",
              "1",
              "SUTRA_OPERATOR_THREADS",
              Integer.toString(Runtime.getRuntime().availableProcessors())));
      phase0.up(
          Map.of(
              "SUTRA_CACHE_ENABLED",
              "false",
              "MATRYOSHKA_DIM",
              shorter,
              "ML_BASE_URL",
              "http://localhost:" + version2.mlBasePort()));
      phase1.up(Map.of("MATRYOSHKA_DIM", shorter));
      batches.up(
          Map.of(
              "SUTRA_CACHE_ENABLED",
              "false",
              "MATRYOSHKA_DIM",
              shorter,
              "ML_BASE_URL",
              "http://localhost:" + phase1.mlBasePort()));
      phase2.up(
          Map.of(
              "MATRYOSHKA_DIM",
              shorter,
              "SUTRA_EDITION",
              "community",
              "ML_BASE_REPLICAS",
              "3",
              "ML_BASE_REPLICA_PORT",
              Integer.toString(ports),
              "HAPROXY_STATS_PORT",
              Integer.toString(ports + 3)));
      int from = options.before();
      List<Contender> contenders =
          List.of(
              new Contender(
                  "v2 behaviour",
                  "no cache, one ml-base, float32 of full size, one text at a time, computed by all cores",
                  version2.embeddingPort(),
                  FULL_DIMENSION,
                  from),
              new Contender(
                  "phase 0",
                  "the same with MATRYOSHKA_DIM=256",
                  phase0.embeddingPort(),
                  SHORT_DIMENSION,
                  from),
              new Contender(
                  "phase 0, today's ml-base",
                  "the same with as many texts at once as cores, in batches",
                  batches.embeddingPort(),
                  SHORT_DIMENSION,
                  from),
              new Contender(
                  "phases 0+1",
                  "the same with caches: ./sutra up",
                  phase1.embeddingPort(),
                  SHORT_DIMENSION,
                  from),
              new Contender(
                  "phases 0+1+2",
                  "the same with three replicas behind the balancer: ./sutra up --scaling",
                  phase2.embeddingPort(),
                  SHORT_DIMENSION,
                  from));
      for (Contender contender : contenders) {
        Console.say("Warming up: " + contender.name() + " …");
        warmUp(contender);
      }
      for (int round = 1; round <= options.rounds(); round++) {
        Console.say("Round %d of %d …".formatted(round, options.rounds()));
        for (Contender contender : contenders) {
          turn(contender);
        }
      }
      return contenders;
    }
  }

  /** Fills the caches where there are some, and compiles the code everywhere. */
  private void warmUp(Contender contender) throws IOException {
    boolean caches = contender.name().contains("+1");
    var next = new AtomicInteger();
    int requests = caches ? options.before() : Math.min(3_000, options.before());
    Load.stream(
        contender.port(),
        CONNECTIONS,
        () -> {
          int index = next.getAndIncrement();
          return index < requests ? request(index) : new byte[0];
        });
    contender.answerBytes(post(contender.port(), request(0)).length);
  }

  private void turn(Contender contender) throws IOException {
    long l1 = stat(contender, "l1_hits");
    long l2 = stat(contender, "l2_hits");
    long asked = stat(contender, "total_requests");
    Load.Measured measured =
        Load.closed(
            contender.port(),
            "/embed",
            CONNECTIONS,
            options.window(),
            () -> request(contender.next()));
    contender.add(
        measured,
        stat(contender, "l1_hits") - l1,
        stat(contender, "l2_hits") - l2,
        stat(contender, "total_requests") - asked);
  }

  private byte[] request(int index) {
    String text = texts.get(ranks[index % ranks.length]);
    return ("{\"texts\":" + Json.array(List.of(text)) + "}").getBytes(StandardCharsets.UTF_8);
  }

  private static long stat(Contender contender, String name) throws IOException {
    String text =
        new String(
            send(
                HttpRequest.newBuilder(
                    URI.create("http://localhost:" + contender.port() + "/cache/stats"))),
            StandardCharsets.UTF_8);
    int at = text.indexOf("\"" + name + "\":") + name.length() + 3;
    int end = at;
    while (Character.isDigit(text.charAt(end))) {
      end++;
    }
    return Long.parseLong(text.substring(at, end));
  }

  private static byte[] post(int port, byte[] body) throws IOException {
    return send(
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/embed"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
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
