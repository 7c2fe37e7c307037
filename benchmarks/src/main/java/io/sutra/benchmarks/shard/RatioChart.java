package io.sutra.benchmarks.shard;

import java.util.List;
import java.util.Locale;

/** How many times as fast as Redis, as an SVG file: a bar each, and lines at 1 and at the aim. */
final class RatioChart {

  private static final int ROW = 44;
  private static final int LABELS = 300;
  private static final int WIDTH = 400;

  private RatioChart() {}

  private static double aim(Comparison comparison) {
    return comparison.bar().map(Bar::limit).orElse(1.0);
  }

  static String draw(List<Comparison> comparisons) {
    double largest =
        comparisons.stream().mapToDouble(c -> Math.max(aim(c), c.ratio())).max().orElse(1);
    double scale = WIDTH / largest;
    int height = 60 + comparisons.size() * ROW;
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 780 %1$d" width="780" \
            height="%1$d" font-family="sans-serif" font-size="13" role="img" \
            aria-label="Operations a second, shard ÷ Redis">
            <rect width="780" height="%1$d" fill="#ffffff"/>
            <text x="16" y="26" font-size="15" font-weight="bold" fill="#1f2937">Operations a \
            second, shard ÷ Redis</text>
            <line x1="%2$.1f" y1="38" x2="%2$.1f" y2="%3$d" stroke="#1f2937"/>
            <text x="%4$.1f" y="%3$d" fill="#1f2937">Redis</text>
            """,
            height,
            LABELS + scale,
            height - 8,
            LABELS + scale + 4));
    int y = 46;
    for (Comparison comparison : comparisons) {
      double ratio = comparison.ratio();
      double aim = aim(comparison);
      svg.append(
          String.format(
              Locale.ROOT,
              """
              <text x="%d" y="%d" text-anchor="end" fill="#1f2937">%s</text>
              <rect x="%d" y="%d" width="%.1f" height="22" rx="2" fill="#2563eb"/>
              <line x1="%7$.1f" y1="%8$d" x2="%7$.1f" y2="%9$d" stroke="#dc2626" stroke-width="2"/>
              <text x="%10$.1f" y="%2$d" fill="#1f2937">%11$.2f (aim %12$.1f)</text>
              """,
              LABELS - 8,
              y + 16,
              comparison.name().replace("`", ""),
              LABELS,
              y,
              ratio * scale,
              LABELS + aim * scale,
              y - 3,
              y + 25,
              LABELS + Math.max(ratio, aim) * scale + 8,
              ratio,
              aim));
      y += ROW;
    }
    return svg.append("</svg>\n").toString();
  }
}
