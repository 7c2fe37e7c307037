package io.sutra.embedding.contract;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Every contract that there is. */
public final class Contracts {

  /** Those that {@code SUTRA_CONTRACTS} opens. */
  private static final List<Contract> CHOSEN =
      List.of(
          new SutraContract(),
          new OpenAiContract(),
          new OllamaContract(),
          new CohereContract(),
          new TeiContract());

  /** That which operators always have. */
  private static final Contract ALWAYS = new OperatorContract();

  private Contracts() {}

  /** All of them. */
  public static List<Contract> all() {
    return Stream.concat(CHOSEN.stream(), Stream.of(ALWAYS)).toList();
  }

  /** Those of these names, and what operators always have. */
  public static List<Contract> open(Set<String> names) {
    return Stream.concat(
            CHOSEN.stream().filter(contract -> names.contains(contract.name())), Stream.of(ALWAYS))
        .toList();
  }
}
