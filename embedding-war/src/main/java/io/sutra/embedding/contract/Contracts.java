package io.sutra.embedding.contract;

import java.util.List;

/** Every contract that there is. */
public final class Contracts {

  private static final List<Contract> ALL = List.of();

  private Contracts() {}

  /** All of them; the first one answers for addresses that are nobody's. */
  public static List<Contract> all() {
    return ALL;
  }
}
