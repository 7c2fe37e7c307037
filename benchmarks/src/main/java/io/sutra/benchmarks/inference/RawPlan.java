package io.sutra.benchmarks.inference;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One way to compute many texts offline.
 *
 * @param budget padded tokens of a batch; a longer text is a batch of its own
 * @param split whether one caller splits each operator over all cores; otherwise as many callers as
 *     cores share a session, each run on its caller's thread alone
 * @param equalOnly whether a batch holds texts of one length only; otherwise neighbours in the
 *     order of length, padded to the longest
 */
record RawPlan(int budget, boolean split, boolean equalOnly) {

  static List<RawPlan> all() {
    List<RawPlan> plans = new ArrayList<>();
    for (int budget : new int[] {256, 512, 1024}) {
      for (boolean split : new boolean[] {false, true}) {
        plans.add(new RawPlan(budget, split, false));
        plans.add(new RawPlan(budget, split, true));
      }
    }
    return plans;
  }

  /** The batches, the longest texts first, so that the end is reached by all callers at once. */
  List<List<SampleText>> batches(List<SampleText> texts) {
    List<SampleText> sorted =
        texts.stream().sorted(Comparator.comparingInt(SampleText::length).reversed()).toList();
    List<List<SampleText>> batches = new ArrayList<>();
    List<SampleText> batch = new ArrayList<>();
    for (SampleText text : sorted) {
      if (!batch.isEmpty() && !fits(batch, text)) {
        batches.add(batch);
        batch = new ArrayList<>();
      }
      batch.add(text);
    }
    batches.add(batch);
    return batches;
  }

  private boolean fits(List<SampleText> batch, SampleText text) {
    int length = batch.getFirst().length();
    return (batch.size() + 1) * length <= budget && (!equalOnly || length == text.length());
  }

  @Override
  public String toString() {
    return budget
        + " tokens, "
        + (equalOnly ? "equal lengths" : "neighbours in length")
        + ", "
        + (split ? "one caller, all cores per operator" : "a caller per core, one thread each");
  }
}
