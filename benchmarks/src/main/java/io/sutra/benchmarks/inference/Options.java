package io.sutra.benchmarks.inference;

import io.sutra.benchmarks.Arguments;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What one run measures and for how long.
 *
 * @param root the checkout
 * @param rounds how often the contenders take turns
 * @param window how long each contender is measured in a round
 * @param warmUp how long ml-base is asked before anything counts; its Java is compiled meanwhile
 * @param overload how long three times the load lasts
 * @param precision {@code SUTRA_MODEL_PRECISION} of the server, its default when empty
 * @param graph a rewritten graph to run raw too; searched in the server's folder when empty
 * @param report the Markdown file to write; the chart lies beside it
 */
record Options(
    Path root,
    int rounds,
    Duration window,
    Duration warmUp,
    Duration overload,
    Optional<String> precision,
    Optional<Path> graph,
    Path report) {

  /** Reads {@code --key=value} arguments. */
  static Options parse(String[] arguments) {
    Arguments given = Arguments.parse(arguments);
    return new Options(
        given.root(),
        given.rounds(),
        given.window(Duration.ofSeconds(10)),
        Duration.ofSeconds(given.quick() ? 8 : 60),
        Duration.ofSeconds(given.quick() ? 10 : 60),
        given.find("--precision"),
        given.find("--graph").map(Path::of),
        given.report("docs/benchmarks/inference.md"));
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
