package io.sutra.benchmarks.scaling;

import io.sutra.benchmarks.inference.Bar;
import io.sutra.benchmarks.inference.Console;
import io.sutra.benchmarks.inference.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The table on the terminal, and the page that keeps it.
 *
 * @param load the machine's load average over a minute, just before the start
 */
record ScalingReport(
    ScalingBenchmark.Options options, double load, List<ScalingBenchmark.Part> parts) {

  void write() throws IOException {
    for (Bar bar : bars()) {
      Console.say(
          "%-62s %12s   %-10s %s"
              .formatted(bar.what(), bar.value(), bar.required(), bar.met() ? "met" : "MISSED"));
    }
    Path page = options.report().toAbsolutePath();
    Files.createDirectories(page.getParent());
    Files.writeString(page, page());
    Console.say("Written: " + page);
  }

  private List<Bar> bars() {
    return parts.stream().flatMap(part -> part.bars().stream()).toList();
  }

  private String page() throws IOException {
    return """
        # Replicas behind the balancer, and many connections

        `./sutra bench scaling%s` on %s. Load average before the start: %.1f.

        | | measured | bar | |
        |---|---|---|---|
        %s

        %s"""
        .formatted(
            options.quick() ? " --quick" : "",
            Machine.describe(),
            load,
            bars().stream()
                .map(
                    bar ->
                        "| %s | %s | %s | %s |"
                            .formatted(
                                bar.what(),
                                bar.value(),
                                bar.required(),
                                bar.met() ? "met" : "**missed**"))
                .collect(Collectors.joining("\n")),
            parts.stream()
                .map(ScalingBenchmark.Part::paragraphs)
                .collect(Collectors.joining("\n")));
  }
}
