package io.sutra.benchmarks.scaling;

import io.sutra.benchmarks.inference.Bar;
import io.sutra.benchmarks.inference.Console;
import io.sutra.benchmarks.inference.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/**
 * The table on the terminal, and the page that keeps it.
 *
 * @param load the machine's load average over a minute, just before the start
 */
record ScalingReport(ScalingBenchmark.Options options, double load, ScalingBenchmark.Part part) {

  void write(Path file) throws IOException {
    for (Bar bar : part.bars()) {
      Console.say(
          "%-62s %12s   %-10s %s"
              .formatted(bar.what(), bar.value(), bar.required(), bar.met() ? "met" : "MISSED"));
    }
    Path page = file.toAbsolutePath();
    Files.createDirectories(page.getParent());
    Files.writeString(page, page());
    Console.say("Written: " + page);
  }

  private String page() throws IOException {
    return """
        # %s

        `./sutra bench scaling --parts=%s%s` with %d cores, on %s. Load average before the start: %.1f.

        | | measured | bar | |
        |---|---|---|---|
        %s

        %s"""
        .formatted(
            part.title(),
            part.name(),
            options.quick() ? " --quick" : "",
            options.cores(),
            Machine.describe(),
            load,
            part.bars().stream()
                .map(
                    bar ->
                        "| %s | %s | %s | %s |"
                            .formatted(
                                bar.what(),
                                bar.value(),
                                bar.required(),
                                bar.met() ? "met" : "**missed**"))
                .collect(Collectors.joining("\n")),
            part.paragraphs());
  }
}
