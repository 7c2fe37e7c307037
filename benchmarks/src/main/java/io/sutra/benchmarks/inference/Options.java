package io.sutra.benchmarks.inference;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one run measures and for how long.
 *
 * @param root the checkout
 * @param rounds how often the contenders take turns
 * @param window how long each contender is measured in a round
 * @param overload how long three times the load lasts
 * @param precision {@code SUTRA_MODEL_PRECISION} of the server, its default when empty
 * @param graph a rewritten graph to run raw too; searched in the server's folder when empty
 * @param report the Markdown file to write; the chart lies beside it
 */
record Options(
    Path root,
    int rounds,
    Duration window,
    Duration overload,
    Optional<String> precision,
    Optional<Path> graph,
    Path report) {

  /** Reads {@code --key=value} arguments. */
  static Options parse(String[] arguments) {
    Map<String, String> given = new HashMap<>();
    for (String argument : arguments) {
      String[] parts = argument.split("=", 2);
      given.put(parts[0], parts.length == 2 ? parts[1] : "true");
    }
    boolean quick = given.containsKey("--quick");
    Path root = Path.of(given.getOrDefault("--root", ".")).toAbsolutePath().normalize();
    return new Options(
        root,
        Integer.parseInt(given.getOrDefault("--rounds", quick ? "3" : "5")),
        Duration.ofSeconds(Long.parseLong(given.getOrDefault("--seconds", quick ? "4" : "10"))),
        Duration.ofSeconds(quick ? 10 : 60),
        Optional.ofNullable(given.get("--precision")),
        Optional.ofNullable(given.get("--graph")).map(Path::of),
        Path.of(
            given.getOrDefault(
                "--report", root.resolve("docs/benchmarks/inference.md").toString())));
  }

  Path originalGraph() {
    return root.resolve("ml-base-war/target/models/bge-small-en-v1.5/model.onnx");
  }

  Path tokenizer() {
    return root.resolve("ml-base-war/target/models/bge-small-en-v1.5/tokenizer.json");
  }

  Path scratch() {
    return root.resolve("benchmarks/target/inference");
  }
}
