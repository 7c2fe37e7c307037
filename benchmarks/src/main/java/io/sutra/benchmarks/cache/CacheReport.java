package io.sutra.benchmarks.cache;

import io.sutra.benchmarks.inference.Bar;
import io.sutra.benchmarks.inference.BarChart;
import io.sutra.benchmarks.inference.Console;
import io.sutra.benchmarks.inference.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The table on the terminal, and the page and the chart that keep it.
 *
 * @param load the machine's load average over a minute, just before the start
 */
record CacheReport(
    CacheBenchmark.Options options,
    double load,
    List<Bar> bars,
    Map<String, Double> speeds,
    List<String> notes) {

  void write() throws IOException {
    for (Bar bar : bars) {
      Console.say(
          "%-74s %12s   %-10s %s"
              .formatted(bar.what(), bar.value(), bar.required(), bar.met() ? "met" : "MISSED"));
    }
    Path page = options.report().toAbsolutePath();
    String chart = options.report().getFileName().toString().replaceFirst("\\.md$", "") + ".svg";
    Files.createDirectories(page.getParent());
    Files.writeString(page, page(chart));
    Files.writeString(page.resolveSibling(chart), BarChart.draw("Requests per second", "", speeds));
    Console.say("Written: %s, %s".formatted(page, page.resolveSibling(chart)));
  }

  private String page(String chart) throws IOException {
    return """
        # The caches of the embedding service

        `./sutra bench cache` on %s. Load average before the start: %.1f. %d rounds of %d s per contender, in turn; medians, and medians of the ratios. The load generators run on the same cores as the servers, each connection a thread on a bare socket.

        | | measured | bar | |
        |---|---|---|---|
        %s

        ![Requests per second](%s)

        %s

        The bare method is a Jakarta REST method that returns an array of bytes, the same as the hit's answer, from a web application of its own in the same server. Without caches the same service asks the same ml-base for every text. Texts are WordNet 3.1 glosses in a fixed random order.
        """
        .formatted(
            Machine.describe(),
            load,
            options.rounds(),
            options.window().toSeconds(),
            bars.stream()
                .map(
                    bar ->
                        "| %s | %s | %s | %s |"
                            .formatted(
                                bar.what(),
                                bar.value(),
                                bar.required(),
                                bar.met() ? "met" : "**missed**"))
                .collect(Collectors.joining("\n")),
            chart,
            notes.stream().map("- %s"::formatted).collect(Collectors.joining("\n")));
  }
}
