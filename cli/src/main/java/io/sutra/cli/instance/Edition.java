package io.sutra.cli.instance;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What {@code SUTRA_EDITION} may be. */
public enum Edition {
  /** One ml-base. */
  SIMPLE,
  /** Several replicas of ml-base behind a balancer. */
  COMMUNITY,
  /** As {@link #COMMUNITY}. */
  ENTERPRISE;

  /** Whether ml-base runs several times. */
  public boolean scales() {
    return this != SIMPLE;
  }

  static Optional<Edition> of(String name) {
    return Arrays.stream(values()).filter(edition -> edition.toString().equals(name)).findFirst();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
