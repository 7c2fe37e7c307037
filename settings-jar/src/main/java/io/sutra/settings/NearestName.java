package io.sutra.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that was meant when one is mistyped. */
public final class NearestName {

  private NearestName() {}

  /**
   * The one of {@code names} with the smallest edit distance to {@code typed}, letter case ignored.
   * Insertions, deletions, substitutions and swaps of neighbours count one each (the optimal string
   * alignment distance).
   *
   * @return empty when more than a third of the name, or four letters, would have to change
   */
  public static Optional<String> of(String typed, Collection<String> names) {
    String wanted = typed.toUpperCase(Locale.ROOT);
    int most = Math.min(4, Math.max(2, wanted.length() / 3));
    return names.stream()
        .filter(name -> distance(wanted, name.toUpperCase(Locale.ROOT)) <= most)
        .min(
            Comparator.comparingInt(
                    (String name) -> distance(wanted, name.toUpperCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, a, b, i, j);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int cheapest(int[][] cost, String a, String b, int i, int j) {
    int substitution = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    int least =
        Math.min(cost[i - 1][j - 1] + substitution, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
  }
}
