package io.sutra.settings;

/** Limits that several settings share. */
final class WellKnown {

  /** The largest number of a TCP port. */
  static final int LAST_PORT = 65_535;

  /** The most replicas of ml-base behind one balancer. */
  static final int MAX_REPLICAS = 16;

  private WellKnown() {}
}
