package io.sutra.benchmarks.inference;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tokens per second of each contender, in turn, several rounds over. Raw ONNX Runtime gets exactly
 * the texts that ml-base answered in the same round, so a round's ratio compares equal work. All
 * ways to run it are tried first; the two fastest take part in every round and the better of the
 * two counts.
 */
final class ThroughputPart {

  static final int CALLERS = 32;

  /** Who takes part. */
  enum Contender {
    HTTP("ml-base over HTTP, 32 clients"),
    RAW("ONNX Runtime, offline, best order"),
    RAW_REWRITTEN("ONNX Runtime, offline, ml-base's own graph"),
    LANGCHAIN("langchain4j, 32 threads, one text a call"),
    LANGCHAIN_LISTS("langchain4j, 32 threads, 32 texts a call");

    private final String title;

    Contender(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  /**
   * Everything measured.
   *
   * @param trials of raw ONNX Runtime on the original graph, the fastest first
   * @param rounds tokens per second of each contender
   * @param textsPerSecond over HTTP
   * @param clientShare of all cores' time, used by the 32 clients
   * @param serverShare of all cores' time, used by ml-base meanwhile
   */
  record Result(
      Map<RawPlan, Double> trials,
      List<Map<Contender, Double>> rounds,
      double textsPerSecond,
      double clientShare,
      double serverShare) {

    double median(Contender contender) {
      return Statistics.median(values(contender));
    }

    boolean has(Contender contender) {
      return !values(contender).isEmpty();
    }

    /** The median over the rounds of each round's ratio. */
    double ratio(Contender of, Contender to) {
      return Statistics.median(
          rounds.stream()
              .filter(round -> round.containsKey(of) && round.containsKey(to))
              .map(round -> round.getOrDefault(of, 0.0) / round.getOrDefault(to, 0.0))
              .toList());
    }

    private List<Double> values(Contender contender) {
      return rounds.stream()
          .filter(round -> round.containsKey(contender))
          .map(round -> round.getOrDefault(contender, 0.0))
          .toList();
    }
  }

  private final Options options;
  private final Corpus corpus;
  private final MlBaseServer server;
  private final RawGraph original;

  ThroughputPart(Options options, Corpus corpus, MlBaseServer server, RawGraph original) {
    this.options = options;
    this.corpus = corpus;
    this.server = server;
    this.original = original;
  }

  Result measure() throws IOException {
    // Everybody is warm before anything counts.
    var langchain = new LangchainRival();
    Console.say("  warming up for %d s …".formatted(options.warmUp().toSeconds()));
    ClosedLoop.overHttp(server.port(), CALLERS, options.warmUp(), corpus);
    langchain.oneByOne(CALLERS, options.warmUp().dividedBy(4), corpus);
    Map<RawPlan, Double> trials = trials(original, RawPlan.all());
    List<RawPlan> best = trials.keySet().stream().limit(2).toList();
    Optional<Path> rewrittenFile = server.rewrittenGraph();
    Optional<RawGraph> rewritten = Optional.empty();
    List<RawPlan> bestRewritten = List.of();
    if (rewrittenFile.isPresent()) {
      rewritten = Optional.of(new RawGraph(rewrittenFile.get()));
      List<RawPlan> plans = RawPlan.all().stream().filter(RawPlan::equalOnly).toList();
      bestRewritten = trials(rewritten.get(), plans).keySet().stream().limit(2).toList();
    }
    List<Map<Contender, Double>> rounds = new ArrayList<>();
    List<Throughput> http = new ArrayList<>();
    List<Double> serverShares = new ArrayList<>();
    for (int round = 1; round <= options.rounds(); round++) {
      Map<Contender, Double> speeds = new EnumMap<>(Contender.class);
      Duration cpuBefore = server.cpu();
      long begin = System.nanoTime();
      Throughput served = ClosedLoop.overHttp(server.port(), CALLERS, options.window(), corpus);
      serverShares.add(
          ProcessorTime.share(
              server.cpu().minus(cpuBefore), Duration.ofNanos(System.nanoTime() - begin)));
      http.add(served);
      speeds.put(Contender.HTTP, served.tokensPerSecond());
      speeds.put(Contender.RAW, fastest(original, served.texts(), best));
      if (rewritten.isPresent()) {
        speeds.put(
            Contender.RAW_REWRITTEN, fastest(rewritten.get(), served.texts(), bestRewritten));
      }
      speeds.put(
          Contender.LANGCHAIN,
          langchain.oneByOne(CALLERS, options.window(), corpus).tokensPerSecond());
      speeds.put(
          Contender.LANGCHAIN_LISTS, langchain.inLists(CALLERS, 32, corpus).tokensPerSecond());
      rounds.add(speeds);
      Console.say("  round %d of %d: %s".formatted(round, options.rounds(), speeds));
    }
    if (rewritten.isPresent()) {
      rewritten.get().close();
    }
    return new Result(
        trials,
        rounds,
        Statistics.median(http.stream().map(Throughput::textsPerSecond).toList()),
        Statistics.median(http.stream().map(Throughput::clientShare).toList()),
        Statistics.median(serverShares));
  }

  private Map<RawPlan, Double> trials(RawGraph graph, List<RawPlan> plans) throws IOException {
    List<SampleText> texts = corpus.sample((int) options.window().toSeconds() * 60);
    graph.compute(corpus.sample(100), plans.getFirst());
    Map<RawPlan, Double> speeds = new LinkedHashMap<>();
    for (RawPlan plan : plans) {
      speeds.put(plan, graph.compute(texts, plan).tokensPerSecond());
    }
    Map<RawPlan, Double> sorted = new LinkedHashMap<>();
    speeds.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    return sorted;
  }

  private static double fastest(RawGraph graph, List<SampleText> texts, List<RawPlan> plans)
      throws IOException {
    double fastest = 0;
    for (RawPlan plan : plans) {
      fastest = Math.max(fastest, graph.compute(texts, plan).tokensPerSecond());
    }
    return fastest;
  }
}
