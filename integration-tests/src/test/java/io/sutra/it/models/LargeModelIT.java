package io.sutra.it.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.cache.api.CacheStatistics;
import io.sutra.cache.client.SocketCacheConnection;
import io.sutra.it.HttpProbe;
import io.sutra.it.HttpProbe.Answer;
import io.sutra.it.SutraInstance;
import io.sutra.it.Waiting;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Models of 768 numbers, generated, through the whole product: taken in with {@code ./sutra model
 * add}, served at several sizes, remembered by the shard. What an entry takes is written to {@code
 * target/bytes-per-entry.md}; the long form times inference at the shape of nomic-embed-text-v1.5,
 * too, and writes {@code target/nomic-shape.md}.
 */
class LargeModelIT {

  private static final List<Integer> DIMENSIONS = List.of(768, 512, 256, 128, 64);
  private static final String MEAN = "mean-768";
  private static final String FIRST = "first-768";

  private static final String QUICK = "quick-768";
  private static final String NOMIC = "nomic-shape";

  /** Memory is taken by the mebibyte; with so many that counts little. */
  private static final int ENTRIES = 9_000;

  private static final int TEXTS_AT_A_TIME = 500;

  /** The bar: bytes of an entry of 256 numbers as a share of those of one of 768. */
  private static final double MOST_OF_FULL = 0.36;

  /** The most by which the zeros ahead of a log's records may have grown while it is filled. */
  private static final long ZEROS_AHEAD = 1 << 20;

  @TempDir private static Path shared;

  @BeforeAll
  static void takeIn() throws Exception {
    add(GeneratedModel.small(false), MEAN, "--layer-norm", "--query-prefix", "search_query: ");
    add(GeneratedModel.small(true), FIRST);
    add(GeneratedModel.quick(), QUICK);
  }

  private static Path modelsDirectory() {
    return shared.resolve("home").resolve("models");
  }

  private static void add(GeneratedModel model, String name, String... options) throws Exception {
    Path folder = model.writeTo(shared.resolve(name));
    List<String> command = new ArrayList<>(List.of("model", "add", folder.toString()));
    command.addAll(List.of("--name", name, "--dimensions", "512,256,128,64"));
    command.addAll(List.of(options));
    SutraInstance.Result added =
        new SutraInstance(shared.resolve("home")).sutra(Map.of(), command.toArray(String[]::new));
    assertThat(added.exit()).as(added.output()).isZero();
  }

  /** Something to do with the product while it runs. */
  @FunctionalInterface
  private interface Visit {
    void to(SutraInstance sutra) throws Exception;
  }

  private static void serving(String models, int dimension, Visit visit) throws Exception {
    Path home = Files.createTempDirectory(shared, "home");
    var sutra = new SutraInstance(home);
    try {
      sutra.up(
          Map.of(
              "MODEL_NAME",
              models,
              "MATRYOSHKA_DIM",
              Integer.toString(dimension),
              "SUTRA_MODELS_DIR",
              modelsDirectory().toString()));
      visit.to(sutra);
    } finally {
      sutra.down();
    }
  }

  private static String request(
      String model, List<String> texts, int dimension, boolean normalize) {
    return Json.createObjectBuilder()
        .add("model", model)
        .add("texts", Json.createArrayBuilder(texts))
        .add("dimension", dimension)
        .add("normalize", normalize)
        .build()
        .toString();
  }

  private static double[] vector(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    JsonArray numbers = answer.json().getJsonArray("embeddings").getJsonArray(0);
    return numbers.getValuesAs(JsonNumber.class).stream()
        .mapToDouble(JsonNumber::doubleValue)
        .toArray();
  }

  @Test
  void meanAndFirstToken_withAndWithoutLayerNorm_everySizeIsTheHeadOfTheWholeVector()
      throws Exception {
    serving(
        MEAN + "," + FIRST,
        256,
        sutra -> {
          checkSizes(sutra, FIRST);
          double[] whole = checkSizes(sutra, MEAN);
          double mean = Arrays.stream(whole).sum() / 768;
          double squares = Arrays.stream(whole).map(x -> x * x).sum();
          assertThat(mean).isBetween(-1e-6, 1e-6);
          assertThat(squares / 768).isBetween(0.999, 1.001);
        });
  }

  /** Checks every form of a text's vector, and gives the whole one. */
  private static double[] checkSizes(SutraInstance sutra, String model) {
    HttpProbe service = sutra.embedding();
    List<String> text = List.of("A text that is asked for in every size");
    double[] whole = vector(service.embed(request(model, text, 768, false)));
    assertThat(whole).hasSize(768);
    for (int dimension : DIMENSIONS) {
      for (boolean normalize : List.of(true, false)) {
        String request = request(model, text, dimension, normalize);
        Answer cached = service.embed(request);
        Answer computed = sutra.mlBase().embed(request);

        assertThat(cached.hits()).isEqualTo("1/1");
        assertThat(cached.json().get("embeddings")).isEqualTo(computed.json().get("embeddings"));
        double[] head = vector(cached);
        assertThat(head).hasSize(dimension);
        double length =
            normalize
                ? Math.sqrt(
                    IntStream.range(0, dimension).mapToDouble(i -> whole[i] * whole[i]).sum())
                : 1;
        for (int i = 0; i < dimension; i++) {
          assertThat(head[i]).isCloseTo(whole[i] / length, within(whole[i] / length));
        }
      }
    }
    return whole;
  }

  private static org.assertj.core.data.Offset<Double> within(double expected) {
    return org.assertj.core.data.Offset.offset(1e-6 * Math.max(1, Math.abs(expected)));
  }

  /** Bytes that all entries take. */
  private record Taken(double disk, double memory) {}

  @Test
  void bytesOfAnEntry_of256Numbers_areAThirdOfThoseOf768() throws Exception {
    Map<Integer, Taken> taken = new TreeMap<>();
    for (int dimension : List.of(768, 512, 256)) {
      serving(QUICK, dimension, sutra -> taken.put(dimension, fill(sutra)));
    }
    Taken whole = taken.getOrDefault(768, new Taken(0, 0));
    var table = new StringBuilder("| numbers | on disk | of 768 | in memory | of 768 |\n");
    table.append("|---|---|---|---|---|\n");
    taken
        .entrySet()
        .forEach(
            entry ->
                table.append(
                    String.format(
                        Locale.ROOT,
                        "| %d | %.0f | %.3f | %.0f | %.3f |%n",
                        entry.getKey(),
                        entry.getValue().disk() / ENTRIES,
                        entry.getValue().disk() / whole.disk(),
                        entry.getValue().memory() / ENTRIES,
                        entry.getValue().memory() / whole.memory())));
    write("bytes-per-entry.md", table.toString());

    Taken third = taken.getOrDefault(256, whole);
    assertThat(third.disk() / whole.disk()).isLessThanOrEqualTo(MOST_OF_FULL);
    assertThat(third.memory() / whole.memory()).isLessThanOrEqualTo(MOST_OF_FULL);
  }

  /** Has every text remembered at the size that is the default, and looks at the shard. */
  private static Taken fill(SutraInstance sutra) throws Exception {
    Path cache = sutra.home().resolve("cache");
    long filesBefore = bytesOf(cache);
    long logBefore = statistics(sutra).value("log_bytes_written");
    for (int from = 0; from < ENTRIES; from += TEXTS_AT_A_TIME) {
      List<String> texts =
          IntStream.range(from, from + TEXTS_AT_A_TIME).mapToObj(i -> "text " + i).toList();
      Answer answer =
          sutra
              .embedding()
              .embed(
                  Json.createObjectBuilder()
                      .add("texts", Json.createArrayBuilder(texts))
                      .build()
                      .toString());
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }
    Waiting.until(() -> statistics(sutra).value("entries") == ENTRIES);
    CacheStatistics now = statistics(sutra);
    long written = now.value("log_bytes_written") - logBefore;
    // What the log says of itself is what lies in the folder, but for the zeros after its records.
    assertThat(bytesOf(cache) - filesBefore).isBetween(written - 4_096, written + ZEROS_AHEAD);
    return new Taken(written, now.value("vector_memory_bytes"));
  }

  /** What a single text takes in one thread at the true shape of a large model. */
  @Test
  @EnabledIfSystemProperty(named = "sutra.full", matches = "true")
  void inference_atTheShapeOfNomic_isTimed() throws Exception {
    add(GeneratedModel.nomic(), NOMIC, "--layer-norm");
    serving(
        NOMIC,
        256,
        sutra -> {
          var table =
              new StringBuilder("| tokens | milliseconds | tokens a second |\n|---|---|---|\n");
          for (int words : List.of(14, 62, 254, 510)) {
            Timed timed = time(sutra.mlBase(), words);
            table.append(
                String.format(
                    Locale.ROOT,
                    "| %d | %.1f | %.0f |%n",
                    timed.tokens(),
                    timed.milliseconds(),
                    1e3 * timed.tokens() / timed.milliseconds()));
          }
          write("nomic-shape.md", table.toString());
        });
  }

  /** The median of what ml-base says that the model took. */
  private record Timed(int tokens, double milliseconds) {}

  private static Timed time(HttpProbe mlBase, int words) {
    List<Double> times = new ArrayList<>();
    int tokens = 0;
    for (int round = 0; round < 9; round++) {
      String text = "word " + round + " the".repeat(words - 2);
      Answer answer = mlBase.embed(request(NOMIC, List.of(text), 256, true));
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      tokens = answer.json().getJsonObject("usage").getInt("prompt_tokens");
      times.add(Double.parseDouble(answer.header("X-Inference-Time")));
    }
    return new Timed(tokens, times.stream().sorted().toList().get(times.size() / 2));
  }

  private static CacheStatistics statistics(SutraInstance sutra) throws Exception {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), sutra.cachePort());
    try (var shard =
        SocketCacheConnection.connect(address, "large-model-it", "", Duration.ofSeconds(10))) {
      return shard.statistics();
    }
  }

  private static long bytesOf(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      long bytes = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
      return bytes;
    }
  }

  private static void write(String name, String text) throws IOException {
    Files.writeString(SutraInstance.ROOT.resolve("integration-tests/target").resolve(name), text);
    System.out.println(text);
  }
}
