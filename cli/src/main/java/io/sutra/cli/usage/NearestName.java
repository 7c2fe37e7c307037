package io.sutra.cli.usage;

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
        .filter(name -> distance(typed, name) <= furthest)
        .min(
            Comparator.<String>comparingInt(name -> distance(typed, name))
                .thenComparing(name -> name));
  }

  /**
   * The fewest single letters to insert, delete, replace or swap with their neighbour that turn one
   * word into the other: the optimal string alignment distance (Damerau 1964, Levenshtein 1966).
   */
  static int distance(String one, String other) {
    int[][] cost = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, one, other, i, j);
      }
    }
    return cost[one.length()][other.length()];
  }

  private static int cheapest(int[][] cost, String one, String other, int i, int j) {
    char last = one.charAt(i - 1);
    char otherLast = other.charAt(j - 1);
    int least = Math.min(cost[i - 1][j], cost[i][j - 1]) + 1;
    least = Math.min(least, cost[i - 1][j - 1] + (last == otherLast ? 0 : 1));
    boolean swapped =
        i > 1 && j > 1 && last == other.charAt(j - 2) && one.charAt(i - 2) == otherLast;
    return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
  }
}
