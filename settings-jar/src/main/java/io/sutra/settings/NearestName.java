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
   *
   * @return empty when more than a third of the name, or four letters, would have to change
   */
  public static Optional<String> of(String typed, Collection<String> names) {
    String wanted = typed.toUpperCase(Locale.ROOT);
    int most = Math.min(4, Math.max(2, wanted.length() / 3));
    return names.stream()
        .filter(name -> EditDistance.of(wanted, name.toUpperCase(Locale.ROOT)) <= most)
        .min(
            Comparator.comparingInt(
                    (String name) -> EditDistance.of(wanted, name.toUpperCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()));
  }
}
