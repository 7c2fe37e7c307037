package io.sutra.benchmarks.inference;

import java.util.Collections;
import java.util.Map;

/** Horizontal bars as an SVG file. */
public final class BarChart {

  private static final int ROW = 34;
  private static final int LABELS = 330;
  private static final int LONGEST = 340;

  private BarChart() {}

  /** Draws {@code values} in their order; the first stands out. */
  public static String draw(String title, String unit, Map<String, Double> values) {
    double largest = Collections.max(values.values());
    int height = 50 + values.size() * ROW;
    var svg = new StringBuilder();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 780 %d" width="780" height="%d" \
        font-family="sans-serif" font-size="13" role="img" aria-label="%s">
        <rect width="780" height="%d" fill="#ffffff"/>
        <text x="16" y="28" font-size="15" font-weight="bold" fill="#1f2937">%s</text>
        """
            .formatted(height, height, title, height, title));
    int y = 44;
    String colour = "#2563eb";
    for (Map.Entry<String, Double> entry : values.entrySet()) {
      double width = entry.getValue() / largest * LONGEST;
      svg.append(
          """
          <text x="%d" y="%d" text-anchor="end" fill="#1f2937">%s</text>
          <rect x="%d" y="%d" width="%.1f" height="22" rx="2" fill="%s"/>
          <text x="%.1f" y="%d" fill="#1f2937">%,.0f%s</text>
          """
              .formatted(
                  LABELS - 8,
                  y + 16,
                  entry.getKey(),
                  LABELS,
                  y,
                  width,
                  colour,
                  LABELS + width + 8,
                  y + 16,
                  entry.getValue(),
                  unit));
      colour = "#94a3b8";
      y += ROW;
    }
    return svg.append("</svg>\n").toString();
  }
}
