package io.sutra.benchmarks.inference;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Measures ml-base and its rivals in turn; see {@code ./sutra bench inference --help}. Ends with 0
 * when every bar is met, with 3 when one is not, and otherwise when it could not measure.
 */
public final class InferenceBenchmark {

  private static final int A_BAR_IS_MISSED = 3;

  // Held, because a logger that nothing holds forgets its level; it warns of every missing GPU.
  private static final Logger TOKENIZER_LIBRARY = Logger.getLogger("ai.djl");

  private InferenceBenchmark() {}

  public static void main(String[] arguments) throws IOException {
    // Numbers look the same wherever the report is made.
    Locale.setDefault(Locale.ROOT);
    TOKENIZER_LIBRARY.setLevel(Level.SEVERE);
    Options options = Options.parse(arguments);
    Results results;
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    Console.say("Reading and tokenising texts …");
    Files.createDirectories(options.scratch());
    Corpus corpus = Corpus.load(options.tokenizer(), options.scratch());
    Console.say("  %d unique texts; tokens: %s".formatted(corpus.size(), corpus.distribution()));
    Console.say("Starting ml-base …");
    try (MlBaseServer server = MlBaseServer.start(options);
        RawGraph original = new RawGraph(options.originalGraph())) {
      results = measure(options, corpus, server, original, load);
    }
    new Report(options, corpus, results).write();
    if (results.bars().stream().anyMatch(bar -> !bar.met())) {
      System.exit(A_BAR_IS_MISSED);
    }
    // Threads of the rival's pool would keep the process alive for a second.
    System.exit(0);
  }

  private static Results measure(
      Options options, Corpus corpus, MlBaseServer server, RawGraph original, double load)
      throws IOException {
    Console.say("Throughput, %d rounds …".formatted(options.rounds()));
    ThroughputPart.Result throughput =
        new ThroughputPart(options, corpus, server, original).measure();
    // Read here: overload fills batches differently.
    Optional<Double> padding = server.metric("sutra_padding_share");
    Optional<Double> batchTexts = server.metric("sutra_batch_texts_mean").or(() -> mean(server));
    Console.say("One text alone …");
    SingleTextPart.Result single = SingleTextPart.measure(options, corpus, server, original);
    Console.say("Three times the load for %d s …".formatted(options.overload().toSeconds()));
    OverloadPart.Result overload =
        OverloadPart.measure(options, corpus, server, throughput.textsPerSecond());
    return new Results(
        load,
        throughput,
        single,
        overload,
        Files.size(options.originalGraph()),
        server.peakResident(),
        padding,
        batchTexts);
  }

  private static Optional<Double> mean(MlBaseServer server) {
    Optional<Double> sum = server.metric("sutra_batch_texts_sum");
    Optional<Double> count = server.metric("sutra_batch_texts_count");
    return sum.flatMap(total -> count.filter(n -> n > 0).map(n -> total / n));
  }
}
