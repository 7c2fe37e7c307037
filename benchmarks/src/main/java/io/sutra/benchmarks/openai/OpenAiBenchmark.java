package io.sutra.benchmarks.openai;

import io.sutra.benchmarks.Arguments;
import io.sutra.benchmarks.ProductInstance;
import io.sutra.benchmarks.cache.BareArchive;
import io.sutra.benchmarks.cache.Load;
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
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Measures hits through OpenAI's contract; see {@code ./sutra bench openai --help}. Ends with 0
 * when every bar is met, with 3 when one is not, and otherwise when it could not measure.
 */
public final class OpenAiBenchmark {

  private static final int A_BAR_IS_MISSED = 3;
  private static final int CONNECTIONS = 32;
  private static final int DIMENSION = 384;
  private static final int DIMENSION_OF_THE_BAR = 256;
  private static final long SEED = 20_260_401;

  private final Options options;
  private final List<String> texts;

  /**
   * What one run measures and for how long.
   *
   * @param root the checkout
   * @param rounds how often contenders take turns
   * @param window of each contender in a round
   * @param warmUp of each contender before the first round
   * @param report the Markdown file to write; the chart lies beside it
   */
  record Options(Path root, int rounds, Duration window, Duration warmUp, Path report) {

    static Options parse(String[] arguments) {
      Arguments given = Arguments.parse(arguments);
      return new Options(
          given.root(),
          given.rounds(),
          given.window(Duration.ofSeconds(5)),
          Duration.ofSeconds(given.quick() ? 3 : 10),
          given.report("docs/benchmarks/openai.md"));
    }
  }

  /**
   * Requests per second of each form, medians of the rounds.
   *
   * @param client who asked
   * @param texts of a request
   */
  record Row(String client, int texts, Map<Form, Double> perSecond) {}

  private OpenAiBenchmark(Options options, List<String> texts) {
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
    var benchmark = new OpenAiBenchmark(options, glosses);
    Bar bar;
    List<Row> rows = new ArrayList<>();
    try (var product = new ProductInstance(options.root());
        var node = new NodeClient(options.root())) {
      BareArchive.deploy(product.home());
      Path body = product.home().resolve("body.json");
      product.up(Map.of(BareResource.Bodies.KEY, body.toString()));
      bar = benchmark.besideABareMethod(product.embeddingPort(), body);
      for (int count : List.of(1, 64)) {
        rows.add(benchmark.bare(product.embeddingPort(), count));
        rows.add(benchmark.node(node, product.embeddingPort(), count));
      }
    }
    new OpenAiReport(options, load, bar, rows).write();
    System.exit(bar.met() ? 0 : A_BAR_IS_MISSED);
  }

  private Bar besideABareMethod(int port, Path bodyFile) throws IOException {
    Console.say("A hit in base64 beside a bare method …");
    byte[] request = Form.BASE64.request(texts.subList(0, 1), DIMENSION_OF_THE_BAR);
    post(port, request);
    // The second answer is a hit, as all that follow.
    Files.write(bodyFile, post(port, request));
    List<Double> ratios = new ArrayList<>();
    turn(port, "/bare/embed", request, options.warmUp());
    turn(port, Form.BASE64.path(), request, options.warmUp());
    for (int round = 0; round < options.rounds(); round++) {
      double method = turn(port, "/bare/embed", request, options.window());
      double hit = turn(port, Form.BASE64.path(), request, options.window());
      ratios.add(hit / method);
    }
    return Bar.atLeast(
        "An L1 hit of one text, 256 numbers, base64, 32 connections ÷ a bare method",
        Statistics.median(ratios),
        0.9);
  }

  /** One way of asking for one form. */
  private interface Turn {
    double take(Form form, Duration window) throws IOException;
  }

  private Row bare(int port, int count) throws IOException {
    Console.say("%d texts a request, bare sockets …".formatted(count));
    List<String> asked = texts.subList(0, count);
    return row(
        "bare sockets",
        count,
        (form, window) -> turn(port, form.path(), form.request(asked, DIMENSION), window));
  }

  private Row node(NodeClient client, int port, int count) throws IOException {
    Console.say("%d texts a request, OpenAI's client for Node.js …".formatted(count));
    List<String> asked = texts.subList(0, count);
    return row(
        "Node.js", count, (form, window) -> client.turn(port, form, asked, CONNECTIONS, window));
  }

  private Row row(String client, int count, Turn turn) throws IOException {
    Map<Form, List<Double>> measured = new EnumMap<>(Form.class);
    for (Form form : Form.values()) {
      measured.put(form, new ArrayList<>());
      turn.take(form, options.warmUp());
    }
    for (int round = 0; round < options.rounds(); round++) {
      for (Map.Entry<Form, List<Double>> form : measured.entrySet()) {
        form.getValue().add(turn.take(form.getKey(), options.window()));
      }
    }
    Map<Form, Double> medians = new EnumMap<>(Form.class);
    measured.forEach((form, values) -> medians.put(form, Statistics.median(values)));
    return new Row(client, count, medians);
  }

  private static double turn(int port, String path, byte[] request, Duration window)
      throws IOException {
    return Load.closed(port, path, CONNECTIONS, window, () -> request).perSecond();
  }

  private static byte[] post(int port, byte[] body) throws IOException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<byte[]> answer =
          client.send(
              HttpRequest.newBuilder(URI.create("http://localhost:" + port + Form.BASE64.path()))
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
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
