package io.sutra.benchmarks.quality;

import io.sutra.benchmarks.inference.Bar;
import io.sutra.benchmarks.inference.Machine;
import io.sutra.benchmarks.quality.QualityBenchmark.Found;
import io.sutra.benchmarks.quality.QualityBenchmark.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The page and its chart. */
final class QualityReport {

  private final List<Row> rows;
  private final double microseconds;
  private final WordNetSplit texts;

  QualityReport(List<Row> rows, double microseconds, WordNetSplit texts) {
    this.rows = rows;
    this.microseconds = microseconds;
    this.texts = texts;
  }

  private Row rotated(int dimension) {
    return rows.stream()
        .filter(row -> row.precision().equals("float32") && row.dimension() == dimension)
        .filter(Row::rotated)
        .findFirst()
        .orElseThrow();
  }

  private List<Bar> bars() {
    Row at256 = rotated(256);
    Row at128 = rotated(128);
    return List.of(
        Bar.atLeast("ten nearest kept at 256, of a sentence", at256.plain().kept(), 0.90),
        Bar.atLeast("ten nearest kept at 128, of a sentence", at128.plain().kept(), 0.75),
        Bar.atLeast("nDCG@10 at 128, of that at 384", at128.plain().shareOfFull(), 0.97),
        Bar.atLeast("ten nearest kept at 256, of a definition", at256.keptOfDefinitions(), 0.90),
        Bar.atLeast("ten nearest kept at 128, of a definition", at128.keptOfDefinitions(), 0.75),
        Bar.atLeast("kept at 256, of a sentence with prefix", at256.prefixed().kept(), 0.90),
        Bar.atLeast("kept at 128, of a sentence with prefix", at128.prefixed().kept(), 0.75),
        Bar.atLeast("nDCG@10 at 128, with prefix", at128.prefixed().shareOfFull(), 0.97),
        Bar.atMost("rotation of one vector to 256", microseconds, 30, " µs"));
  }

  boolean isMet() {
    return bars().stream().allMatch(Bar::met);
  }

  String summary() {
    var text = new StringBuilder("| bar | measured | required | |\n|---|---|---|---|\n");
    for (Bar bar : bars()) {
      text.append(
          "| %s | %s | %s | %s |\n"
              .formatted(bar.what(), bar.value(), bar.required(), bar.met() ? "met" : "missed"));
    }
    return text.toString();
  }

  void write(Path file) throws IOException {
    var page = new StringBuilder();
    page.append(
        """
        # Quality of shorter vectors

        What bge-small-en-v1.5 loses when its 384 numbers become fewer: plainly cut, and cut after the rotation that ships with it. Repeat it with `./sutra bench quality`.

        WordNet 3.1: %,d definitions are documents, %,d example sentences are queries, and the one relevant document of a query is the definition that it is an example of. Sentences are embedded twice: as they are, which is what a client sends that does not know `input_type` (OpenAI's do not), and with the model's own prefix (`"input_type": "query"`). The rotation was fitted on %,d other definitions and %,d other sentences with theirs; none of the evaluated ones is among them ([how](../decisions/0072-a-rotation-of-the-second-moment.md)). *Kept* is the share of the ten nearest definitions at full size that are among the ten nearest at this size. *Of full* compares nDCG@10 with that of the same precision and the same kind of query at 384.

        """
            .formatted(
                texts.definitions().size(),
                texts.examples().size(),
                texts.fitting().size(),
                texts.fittingPairs().size()));
    page.append(summary()).append("\n![Ten nearest kept](quality.svg)\n\n");
    page.append(
        """
        | precision | numbers | | nDCG@10 | of full | kept, of a sentence | with prefix: nDCG@10 | of full | kept, of a sentence | kept, of a definition |
        |---|---|---|---|---|---|---|---|---|---|
        """);
    for (Row row : rows) {
      page.append(
          "| %s | %d | %s | %s | %s | %.3f |\n"
              .formatted(
                  row.precision(),
                  row.dimension(),
                  row.dimension() == 384 ? "as published" : row.rotated() ? "rotated" : "plain",
                  cells(row.plain()),
                  cells(row.prefixed()),
                  row.keptOfDefinitions()));
    }
    page.append("\nMeasured on ").append(Machine.describe()).append(".\n");
    Files.writeString(file, page.toString());
    Files.writeString(file.resolveSibling("quality.svg"), chart());
  }

  private static String cells(Found found) {
    return "%.4f | %.3f | %.3f".formatted(found.ndcg(), found.shareOfFull(), found.kept());
  }

  private String chart() {
    var svg =
        new StringBuilder(
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 340" width="640" height="340" \
            font-family="sans-serif" font-size="13" role="img" aria-label="Ten nearest kept">
            <rect width="640" height="340" fill="#ffffff"/>
            <text x="16" y="28" font-size="15" font-weight="bold" fill="#1f2937">Ten nearest definitions of a sentence that are kept (float32)</text>
            """);
    int x = 70;
    for (int dimension : List.of(256, 128, 64)) {
      for (boolean rotated : new boolean[] {false, true}) {
        Row row =
            rows.stream()
                .filter(one -> one.precision().equals("float32") && one.dimension() == dimension)
                .filter(one -> one.rotated() == rotated)
                .findFirst()
                .orElseThrow();
        double height = row.plain().kept() * 230;
        svg.append(
            """
            <rect x="%d" y="%.1f" width="70" height="%.1f" rx="2" fill="%s"/>
            <text x="%d" y="%.1f" text-anchor="middle" fill="#1f2937">%.2f</text>
            <text x="%d" y="308" text-anchor="middle" fill="#1f2937">%s</text>
            """
                .formatted(
                    x,
                    290 - height,
                    height,
                    rotated ? "#2563eb" : "#94a3b8",
                    x + 35,
                    284 - height,
                    row.plain().kept(),
                    x + 35,
                    rotated ? "rotated" : "plain"));
        x += 78;
      }
      svg.append(
          "<text x=\"%d\" y=\"328\" text-anchor=\"middle\" fill=\"#1f2937\">%d numbers</text>\n"
              .formatted(x - 82, dimension));
      x += 30;
    }
    return svg.append("</svg>\n").toString();
  }
}
