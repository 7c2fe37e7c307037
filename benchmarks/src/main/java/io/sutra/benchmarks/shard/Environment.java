package io.sutra.benchmarks.shard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What a result was measured on. */
final class Environment {

  private Environment() {}

  static String describe() throws IOException {
    String processor;
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      processor =
          lines
              .filter(line -> line.startsWith("model name"))
              .map(line -> line.substring(line.indexOf(':') + 1).strip())
              .findFirst()
              .orElse("unknown processor");
    }
    String redis;
    try {
      redis = Processes.run(List.of("redis-server", "--version")).split(" ", -1)[2];
    } catch (IOException e) {
      redis = "no Redis";
    }
    return String.format(
        Locale.ROOT,
        "Measured on %d processors (%s, a virtual machine shared with other work), Linux %s, Java"
            + " %s with `%s`, Redis %s (BSD-3-Clause). Vectors of 1,024 bytes, keys of 32.",
        Runtime.getRuntime().availableProcessors(),
        processor,
        System.getProperty("os.version"),
        Runtime.version().feature(),
        String.join(" ", ShardBenchmark.JVM),
        redis);
  }
}
