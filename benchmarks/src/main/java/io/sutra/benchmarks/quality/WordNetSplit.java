package io.sutra.benchmarks.quality;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * WordNet 3.1, cut in two: what is evaluated, and what a rotation may be fitted on. No definition
 * is in both. The same in every run.
 *
 * @param definitions the documents; the first ones belong to the queries
 * @param examples the queries; the one at {@code i} is an example of the definition at {@code i}
 * @param fitting definitions for fitting
 * @param fittingPairs for fitting, too: an example sentence, a tab, its definition
 */
record WordNetSplit(
    List<String> definitions,
    List<String> examples,
    List<String> fitting,
    List<String> fittingPairs) {

  static final int QUERIES = 5_000;
  static final int DOCUMENTS = 20_000;
  static final int FITTING = 40_000;

  private static final String DATA = "/net/sf/extjwnl/data/wordnet/wn31/data.";
  private static final long SEED = 31;
  private static final int FEWEST_WORDS = 3;
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");

  /** One meaning: its definition and the first of its example sentences that is long enough. */
  private record Meaning(String definition, Optional<String> example) {}

  static WordNetSplit load(int queries, int documents) throws IOException {
    List<Meaning> meanings = new ArrayList<>(meanings());
    Collections.shuffle(meanings, new Random(SEED));
    List<String> definitions = new ArrayList<>();
    List<String> examples = new ArrayList<>();
    List<Meaning> others = new ArrayList<>();
    // The cut is that of the whole evaluation, however little of it is wanted now.
    for (Meaning meaning : meanings) {
      if (examples.size() < QUERIES && meaning.example().isPresent()) {
        definitions.add(meaning.definition());
        examples.add(meaning.example().get());
      } else {
        others.add(meaning);
      }
    }
    int rest = DOCUMENTS - QUERIES;
    List<Meaning> unseen = others.subList(rest, others.size());
    List<String> all = new ArrayList<>(definitions.subList(0, queries));
    all.addAll(definitions(others.subList(0, Math.min(rest, documents - queries))));
    return new WordNetSplit(
        List.copyOf(all),
        List.copyOf(examples.subList(0, queries)),
        definitions(unseen.subList(0, FITTING)),
        unseen.stream()
            .filter(meaning -> meaning.example().isPresent())
            .map(meaning -> meaning.example().get() + "\t" + meaning.definition())
            .toList());
  }

  private static List<String> definitions(List<Meaning> meanings) {
    return meanings.stream().map(Meaning::definition).toList();
  }

  private static List<Meaning> meanings() throws IOException {
    List<Meaning> meanings = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String part : List.of("noun", "verb", "adj", "adv")) {
      try (InputStream data = WordNetSplit.class.getResourceAsStream(DATA + part)) {
        if (data == null) {
          throw new IOException("WordNet's data." + part + " is not on the class path");
        }
        new BufferedReader(new InputStreamReader(data, StandardCharsets.UTF_8))
            .lines()
            .filter(line -> !line.startsWith("  ") && line.contains("| "))
            .map(line -> meaning(line.substring(line.indexOf("| ") + 2)))
            .filter(meaning -> !meaning.definition().isEmpty() && seen.add(meaning.definition()))
            .forEach(meanings::add);
      }
    }
    return meanings;
  }

  /** A gloss is a definition, and after semicolons example sentences in quotation marks. */
  private static Meaning meaning(String gloss) {
    Optional<String> example =
        QUOTED
            .matcher(gloss)
            .results()
            .map(found -> found.group(1).strip())
            .filter(sentence -> sentence.split(" +").length >= FEWEST_WORDS)
            .findFirst();
    Matcher quoted = QUOTED.matcher(gloss);
    String definition =
        quoted
            .replaceAll("")
            .replaceAll("(?:\\s*;\\s*)+", "; ")
            .replaceAll("^[;\\s]+|[;\\s]+$", "");
    return new Meaning(definition, example);
  }
}
