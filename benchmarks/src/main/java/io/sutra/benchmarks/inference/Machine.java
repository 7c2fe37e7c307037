package io.sutra.benchmarks.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a measurement ran on, in words. */
public final class Machine {

  private Machine() {}

  public static String describe() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      String model =
          lines
              .filter(line -> line.startsWith("model name"))
              .map(line -> line.substring(line.indexOf(':') + 1).strip())
              .findFirst()
              .orElse("an unnamed processor");
      return ProcessorTime.CORES
          + " cores of "
          + model
          + ", Java "
          + System.getProperty("java.version");
    }
  }
}
