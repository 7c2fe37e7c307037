package io.sutra.benchmarks.openai;

import io.sutra.benchmarks.inference.Bar;
import io.sutra.benchmarks.inference.BarChart;
import io.sutra.benchmarks.inference.Console;
import io.sutra.benchmarks.inference.Machine;
import io.sutra.benchmarks.openai.OpenAiBenchmark.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The table on the terminal, and the page and the chart that keep it.
 *
 * @param load the machine's load average over a minute, just before the start
 */
record OpenAiReport(OpenAiBenchmark.Options options, double load, Bar bar, List<Row> rows) {

  void write() throws IOException {
    Path page = options.report().toAbsolutePath();
    String chart = page.getFileName().toString().replaceFirst("\\.md$", "") + ".svg";
    Files.createDirectories(page.getParent());
    String text = page(chart);
    Console.say(text);
    Files.writeString(page, text);
    Map<String, Double> speeds = new LinkedHashMap<>();
    for (Row row : rows) {
      row.perSecond()
          .forEach(
              (form, rate) ->
                  speeds.put(
                      "%s, %s, %s".formatted(row.client(), texts(row.texts()), form.word()), rate));
    }
    Files.writeString(page.resolveSibling(chart), BarChart.draw("Requests per second", "", speeds));
    Console.say("Written: %s, %s".formatted(page, page.resolveSibling(chart)));
  }

  private static String texts(int count) {
    return count == 1 ? "1 text" : count + " texts";
  }

  private String page(String chart) throws IOException {
    return """
        # Hits through OpenAI's contract

        `./sutra bench openai` on %s. Load average before the start: %.1f. %d rounds of %d s per contender, in turn; medians. The clients run on the same cores as the servers.

        | | measured | bar | |
        |---|---|---|---|
        | %s | %s | %s | %s |

        Requests per second, every text a hit in memory, 384 numbers a vector, 32 requests at a time:

        | client | texts a request | %s |
        |---|---|%s
        %s

        ![Requests per second](%s)

        The bare method is a Jakarta REST method that returns an array of bytes, the same as the hit's answer, from a web application of its own in the same server. Bare sockets are 32 connections, each a thread, that read an answer and look at nothing in it; they show what the service can do. Node.js is one process on one core with OpenAI's own client from npm, which parses every answer; asked for nothing it asks for base64 and decodes that, and for `/embed` it is the `fetch` that the client is built on, with `JSON.parse`. Texts are WordNet 3.1 glosses.
        """
        .formatted(
            Machine.describe(),
            load,
            options.rounds(),
            options.window().toSeconds(),
            bar.what(),
            bar.value(),
            bar.required(),
            bar.met() ? "met" : "**missed**",
            Stream.of(Form.values()).map(Form::label).collect(Collectors.joining(" | ")),
            "---|".repeat(Form.values().length),
            rows.stream().map(OpenAiReport::line).collect(Collectors.joining("\n")),
            chart);
  }

  private static String line(Row row) {
    return "| %s | %d | %s |"
        .formatted(
            row.client(),
            row.texts(),
            row.perSecond().values().stream()
                .map("%,.0f"::formatted)
                .collect(Collectors.joining(" | ")));
  }
}
