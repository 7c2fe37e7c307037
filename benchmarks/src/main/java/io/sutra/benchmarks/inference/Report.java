package io.sutra.benchmarks.inference;

import io.sutra.benchmarks.inference.ThroughputPart.Contender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The table on the terminal, and the page and the chart that keep it. */
final class Report {

  private final Options options;
  private final Corpus corpus;
  private final Results results;

  Report(Options options, Corpus corpus, Results results) {
    this.options = options;
    this.corpus = corpus;
    this.results = results;
  }

  void write() throws IOException {
    for (Bar bar : results.bars()) {
      Console.say(
          "%-48s %20s   %-10s %s"
              .formatted(bar.what(), bar.value(), bar.required(), bar.met() ? "met" : "MISSED"));
    }
    Path page = options.report().toAbsolutePath();
    Path chart = page.resolveSibling(chartName());
    Files.createDirectories(page.getParent());
    Files.writeString(page, page());
    Files.writeString(
        chart, BarChart.draw("Tokens per second, median of the rounds", "", speeds()));
    Console.say("Written: %s, %s".formatted(page, chart));
  }

  private String chartName() {
    return options.report().getFileName().toString().replaceFirst("\\.md$", "") + ".svg";
  }

  private Map<String, Double> speeds() {
    Map<String, Double> speeds = new LinkedHashMap<>();
    for (Contender contender : Contender.values()) {
      if (results.throughput().has(contender)) {
        speeds.put(contender.title(), results.throughput().median(contender));
      }
    }
    return speeds;
  }

  private String page() throws IOException {
    return """
        # Inference

        `./sutra bench inference` on %s%s. Load average before the start: %.1f. %d rounds of %d s per contender, in turn; medians. The load generators run on the same cores as ml-base.

        | | measured | bar | |
        |---|---|---|---|
        %s

        ![Tokens per second](%s)

        ## Throughput

        | round | %s |
        |---|%s
        %s
        | median | %s |

        %s

        What is compared:

        - Texts: a third each WordNet 3.1 glosses, one-line and long descriptions of Debian packages; %,d unique ones in a fixed random order, longer than 512 tokens left out. Tokens per text: %s.
        - ml-base: 32 clients, each its own kept-alive connection, one text a request, every text once, for %d s before anything counts, while its Java is compiled. It answered %.0f texts/s. The clients used %.1f %% of all cores' time, ml-base %.1f %%.
        - ONNX Runtime: the original model file, all its optimisations on, exactly the texts that ml-base answered in the same round, tokenised beforehand, sorted by length; results are not even read. The two fastest of these ways ran in every round, the better one counts:

        %s

        - langchain4j 1.20.0-beta30: `BgeSmallEnV15EmbeddingModel` as it comes, its executor with a thread per core, its session with ONNX Runtime's defaults, on the versions of ONNX Runtime and tokenizer that Sutra ships. One text a call is `embed`; 32 texts a call is `embedAll`, called once by each thread, and timed from the first text to the last.

        ## One text of 10 words

        p50 over HTTP on a kept-alive connection %.2f ms; straight from a session with one thread, on the original graph, %.2f ms.

        ## Three times the load

        %.0f requests/s arrived at random moments for %d s, whatever the answers; up to %,d under way at once, each on its own connection. %.0f tokens/s were answered meanwhile. The load generator used %.1f %% of all cores' time.

        %s

        ## Memory

        The server's peak resident memory (`VmHWM`) over all of this: %.0f MB. The bar is 1.3 times the model file (%.0f MB) and 300 MB.
        """
        .formatted(
            Machine.describe(),
            options.precision().map(precision -> ", " + precision).orElse(""),
            results.load(),
            options.rounds(),
            options.window().toSeconds(),
            results.bars().stream()
                .map(
                    bar ->
                        "| %s | %s | %s | %s |"
                            .formatted(
                                bar.what(),
                                bar.value(),
                                bar.required(),
                                bar.met() ? "met" : "**missed**"))
                .collect(Collectors.joining("\n")),
            chartName(),
            String.join(" | ", speeds().keySet()),
            "---|".repeat(speeds().size()),
            rounds(),
            speeds().values().stream().map("%.0f"::formatted).collect(Collectors.joining(" | ")),
            batches(),
            corpus.size(),
            corpus.distribution(),
            options.warmUp().toSeconds(),
            results.throughput().textsPerSecond(),
            100 * results.throughput().clientShare(),
            100 * results.throughput().serverShare(),
            trials(),
            results.single().httpMillis(),
            results.single().rawMillis(),
            results.overload().offered(),
            options.overload().toSeconds(),
            results.overload().connections(),
            results.overload().goodput(),
            100 * results.overload().clientShare(),
            refusals(),
            results.peakResident() / 1e6,
            results.modelBytes() / 1e6);
  }

  private String rounds() {
    var lines = new StringBuilder();
    int number = 1;
    for (Map<Contender, Double> round : results.throughput().rounds()) {
      lines
          .append(lines.isEmpty() ? "" : "\n")
          .append("| ")
          .append(number++)
          .append(" | ")
          .append(round.values().stream().map("%.0f"::formatted).collect(Collectors.joining(" | ")))
          .append(" |");
    }
    return lines.toString();
  }

  private String batches() {
    String rewritten =
        results.throughput().has(Contender.RAW_REWRITTEN)
            ? "Of what ONNX Runtime reaches on the graph that ml-base makes for itself: %.3f. "
                .formatted(results.throughput().ratio(Contender.HTTP, Contender.RAW_REWRITTEN))
            : "";
    String padding = results.padding().map(p -> "Padding: %.2f %%. ".formatted(100 * p)).orElse("");
    String texts =
        results
            .batchTexts()
            .map(t -> "Texts of a batch, on average: %.1f.".formatted(t))
            .orElse("");
    return (rewritten + padding + texts).strip();
  }

  private String trials() {
    return results.throughput().trials().entrySet().stream()
        .map(trial -> "  - %s: %.0f tokens/s".formatted(trial.getKey(), trial.getValue()))
        .collect(Collectors.joining("\n"));
  }

  private String refusals() {
    String answers =
        results.overload().statuses().entrySet().stream()
            .map(entry -> "%s: %,d".formatted(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining("; "));
    String times =
        results.overload().refusalMillis().isEmpty()
            ? "Nothing was refused."
            : "Time from a request's due moment to its refusal: p50 %.1f ms, p99 %.1f ms, longest %.1f ms."
                .formatted(results.overload().refusalMillis().toArray());
    return "Answers: "
        + answers
        + ". "
        + times
        + " A probe of 10 words, ten a second, was within 1.5 times its normal median again after "
        + "%.1f s.".formatted(results.overload().recovery().toMillis() / 1e3);
  }
}
