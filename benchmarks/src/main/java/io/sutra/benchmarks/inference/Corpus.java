package io.sutra.benchmarks.inference;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.sutra.natives.TokenizersTelemetry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Unique texts, a third from each source, in an order that is random and the same in every run.
 * Texts over the model's window are left out, so that every contender computes the same tokens.
 * Texts are handed out once; thread-safe.
 */
final class Corpus {

  private static final long SEED = 20_260_301;
  private static final int LARGEST_SHARE = 60_000;
  private static final int WINDOW = 512;

  private final List<SampleText> texts;
  private final AtomicInteger next = new AtomicInteger();

  private Corpus(List<SampleText> texts) {
    this.texts = texts;
  }

  static Corpus load(Path tokenizerFile, Path scratch) throws IOException {
    TokenizersTelemetry.switchOff(scratch.resolve("native"));
    Set<String> unique = new HashSet<>();
    List<String> mixed = new ArrayList<>();
    List<List<String>> sources =
        List.of(
            shuffled(TextSources.glosses()),
            shuffled(TextSources.shortDescriptions()),
            shuffled(TextSources.longDescriptions(scratch.resolve("apt"))));
    int share = Math.min(LARGEST_SHARE, sources.stream().mapToInt(List::size).min().orElseThrow());
    for (List<String> source : sources) {
      source.stream().limit(share).filter(unique::add).forEach(mixed::add);
    }
    Collections.shuffle(mixed, new Random(SEED));
    try (HuggingFaceTokenizer tokenizer =
        HuggingFaceTokenizer.newInstance(
            tokenizerFile, Map.of("truncation", "false", "padding", "false"))) {
      return new Corpus(
          mixed.parallelStream()
              .map(text -> new SampleText(text, tokenizer.encode(text, true, false).getIds()))
              .filter(text -> text.length() <= WINDOW)
              .toList());
    }
  }

  private static List<String> shuffled(List<String> texts) {
    List<String> copy = new ArrayList<>(texts);
    Collections.shuffle(copy, new Random(SEED));
    return copy;
  }

  /** The next text that nobody was given. */
  SampleText take() {
    int index = next.getAndIncrement();
    if (index >= texts.size()) {
      throw new IllegalStateException(
          "All " + texts.size() + " unique texts are used up; measure for fewer --seconds.");
    }
    return texts.get(index);
  }

  /** The first {@code count} texts, handed out or not. */
  List<SampleText> sample(int count) {
    return texts.subList(0, Math.min(count, texts.size()));
  }

  /** Texts of ten words. */
  List<SampleText> ofTenWords(int count) {
    return texts.stream().filter(text -> text.words() == 10).limit(count).toList();
  }

  int size() {
    return texts.size();
  }

  /** The token lengths at a few percentiles, in words. */
  String distribution() {
    List<Integer> lengths = texts.stream().map(SampleText::length).toList();
    double mean = lengths.stream().mapToInt(Integer::intValue).average().orElse(0);
    var text = new StringBuilder("mean %.0f".formatted(mean));
    IntStream.of(5, 25, 50, 75, 95, 99)
        .forEach(p -> text.append(", p%d %.0f".formatted(p, Statistics.percentile(lengths, p))));
    return text + ", longest " + Collections.max(lengths);
  }
}
