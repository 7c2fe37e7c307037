package io.sutra.benchmarks.shard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The page that a run writes: its tables and sentences as they come, and every bar at the end. Says
 * each line on the console too. Not thread-safe.
 */
final class Report {

  private final List<String> lines = new ArrayList<>();
  private final List<Comparison> charted = new ArrayList<>();
  private final Map<Bar, Double> judged = new EnumMap<>(Bar.class);

  void say(String line) {
    lines.add(line);
    System.out.println(line);
  }

  /** A row of a comparison; one that has a bar is judged by it and drawn in the chart. */
  void compare(Comparison comparison) {
    say(comparison.row());
    comparison
        .bar()
        .ifPresent(
            bar -> {
              charted.add(comparison);
              judge(bar, comparison.ratio());
            });
  }

  /** Takes the result for a bar; of several, the one that is furthest from being met counts. */
  void judge(Bar bar, double measured) {
    judged.merge(bar, measured, bar::worse);
  }

  /** Ends the page with the bars, those that this run did not measure too. */
  void sayBars() {
    say("");
    say("## The bars");
    say("");
    say("| | bar | measured | |");
    say("|---|---|---|---|");
    for (Bar bar : Bar.values()) {
      Double measured = judged.get(bar);
      say(
          measured == null
              ? "| " + bar.what() + " | " + bar.showLimit() + " | | not measured in this run |"
              : String.join(
                  " | ",
                  "| " + bar.what(),
                  bar.showLimit(),
                  bar.show(measured),
                  bar.verdict(measured) + " |"));
    }
  }

  /** Whether every bar that was measured is met. */
  boolean allMet() {
    return judged.entrySet().stream().allMatch(entry -> entry.getKey().met(entry.getValue()));
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  void write(Path page, Path chart) throws IOException {
    Files.createDirectories(page.getParent());
    Files.writeString(page, String.join("\n", lines) + "\n");
    if (!charted.isEmpty()) {
      Files.writeString(chart, RatioChart.draw(charted));
    }
  }
}
