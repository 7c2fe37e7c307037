package io.sutra.it;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page in Prometheus' text format 0.0.4, read strictly: each sample belongs to the family whose
 * TYPE stands before it, under a name that this type allows, and no family is in two pieces.
 */
final class PrometheusText {

  private static final Pattern COMMENT = Pattern.compile("# (HELP|TYPE) ([a-zA-Z_:][\\w:]*) (.+)");
  private static final String LABEL = "[a-zA-Z_]\\w*=\"(?:[^\"\\\\]|\\\\[\\\\n\"])*\"";
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{((?:" + LABEL + ",?)*)})? (\\S+)");
  private static final Pattern BOUND = Pattern.compile("(?:^|,)le=\"([^\"]*)\"");

  private static final Map<String, Set<String>> SUFFIXES =
      Map.of(
          "counter", Set.of(""),
          "gauge", Set.of(""),
          "untyped", Set.of(""),
          "summary", Set.of("", "_sum", "_count"),
          "histogram", Set.of("_bucket", "_sum", "_count"));

  private final Map<String, Family> families = new LinkedHashMap<>();

  /**
   * A family.
   *
   * @param series values by the sample's name and labels, in their order
   */
  record Family(String name, String help, String type, Map<String, Double> series) {}

  private PrometheusText() {}

  /**
   * Reads a page.
   *
   * @throws IllegalArgumentException naming the first line that is not allowed where it is
   */
  static Map<String, Family> parse(String text) {
    var page = new PrometheusText();
    Map<String, String> helps = new HashMap<>();
    Family family = new Family("", "", "", Map.of());
    for (String line : text.split("\n", -1)) {
      Matcher comment = COMMENT.matcher(line);
      if (comment.matches() && comment.group(1).equals("HELP")) {
        require(helps.put(comment.group(2), comment.group(3)) == null, "a second HELP: " + line);
      } else if (comment.matches()) {
        String name = comment.group(2);
        String help = Objects.requireNonNullElse(helps.get(name), "");
        require(!help.isBlank(), "no HELP before " + line);
        family = new Family(name, help, comment.group(3), new LinkedHashMap<>());
        require(SUFFIXES.containsKey(family.type()), "no such type: " + line);
        require(page.families.put(name, family) == null, "a second TYPE: " + line);
      } else if (!line.isEmpty()) {
        add(family, line);
      }
    }
    page.families.values().forEach(PrometheusText::checkWhole);
    return page.families;
  }

  private static void add(Family family, String line) {
    Matcher sample = SAMPLE.matcher(line);
    require(sample.matches(), "not a sample: " + line);
    String name = sample.group(1);
    require(
        name.startsWith(family.name())
            && SUFFIXES
                .getOrDefault(family.type(), Set.of())
                .contains(name.substring(family.name().length())),
        "not of the " + family.type() + " " + family.name() + ": " + line);
    String labels = Objects.requireNonNullElse(sample.group(2), "");
    double value = Double.parseDouble(sample.group(3).replace("Inf", "Infinity"));
    require(
        family.series().put(name + "{" + labels + "}", value) == null, "a second time: " + line);
  }

  /** Every series of a histogram has growing buckets, and as many in the last one as in all. */
  private static void checkWhole(Family family) {
    require(!family.series().isEmpty(), "no sample of " + family.name());
    if (!family.type().equals("histogram")) {
      return;
    }
    Map<String, TreeMap<Double, Double>> buckets = new HashMap<>();
    Set<String> counts = new HashSet<>();
    family
        .series()
        .forEach(
            (series, value) -> {
              String labels = series.substring(series.indexOf('{') + 1, series.length() - 1);
              if (series.startsWith(family.name() + "_bucket")) {
                Matcher bound = BOUND.matcher(labels);
                require(bound.find(), "no bound: " + series);
                buckets
                    .computeIfAbsent(others(labels), key -> new TreeMap<>())
                    .put(Double.valueOf(bound.group(1).replace("Inf", "Infinity")), value);
              } else if (series.startsWith(family.name() + "_count")) {
                counts.add(others(labels) + " " + value);
              }
            });
    Set<String> lastBuckets = new HashSet<>();
    buckets.forEach(
        (labels, byBound) -> {
          require(byBound.size() > 2, "no buckets: " + family.name() + labels);
          require(byBound.lastKey().isInfinite(), "no +Inf: " + family.name() + labels);
          List<Double> values = new ArrayList<>(byBound.values());
          require(values.equals(values.stream().sorted().toList()), "not growing: " + byBound);
          lastBuckets.add(labels + " " + byBound.lastEntry().getValue());
        });
    require(lastBuckets.equals(counts), "counts are not the last buckets: " + family);
  }

  private static String others(String labels) {
    return BOUND.matcher(labels).replaceAll("").replaceAll("^,|,$", "");
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
