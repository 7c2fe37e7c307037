package io.sutra.mlbase.fitting;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Texts divided into those that a rotation is fitted on and those that only measure it. Every tenth
 * text measures, up to a thousand, spread over the whole file.
 *
 * @param fitting texts to fit on
 * @param measuring texts to measure with; none where the file is too short to spare them
 */
record HeldOut(List<String> fitting, List<String> measuring) {

  private static final int FEWEST_TEXTS = 1_000;
  private static final int MOST_MEASURING = 1_000;
  private static final int ONE_IN = 10;

  HeldOut {
    fitting = List.copyOf(fitting);
    measuring = List.copyOf(measuring);
  }

  /**
   * Divides {@code texts}.
   *
   * @param learned texts that are fitted on in any case, and so cannot measure
   */
  static HeldOut of(List<String> texts, Set<String> learned) {
    if (texts.size() < FEWEST_TEXTS) {
      return new HeldOut(texts, List.of());
    }
    int step = Math.max(ONE_IN, texts.size() / MOST_MEASURING);
    List<String> fitting = new ArrayList<>();
    List<String> measuring = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      boolean measures = i % step == 0 && measuring.size() < MOST_MEASURING;
      (measures && !learned.contains(texts.get(i)) ? measuring : fitting).add(texts.get(i));
    }
    return measuring.size() <= NeighboursKept.NEAREST
        ? new HeldOut(texts, List.of())
        : new HeldOut(fitting, measuring);
  }
}
