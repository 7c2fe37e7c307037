package io.sutra.cli.usage;

import io.sutra.settings.EditDistance;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that somebody who mistyped it probably meant. */
public final class NearestName {

  private NearestName() {}

  /**
   * The candidate that {@code typed} is a short form of or a misspelling of.
   *
   * @return nothing when no candidate is closer than a third of the typed letters (at least one)
   */
  public static Optional<String> of(String typed, Collection<String> candidates) {
    Optional<String> longForm =
        candidates.stream()
            .filter(name -> typed.length() > 1 && name.startsWith(typed))
            .min(Comparator.comparingInt(String::length).thenComparing(name -> name));
    if (longForm.isPresent()) {
      return longForm;
    }
    int furthest = Math.max(1, typed.length() / 3);
    return candidates.stream()
        .filter(name -> EditDistance.of(typed, name) <= furthest)
        .min(
            Comparator.<String>comparingInt(name -> EditDistance.of(typed, name))
                .thenComparing(name -> name));
  }
}
