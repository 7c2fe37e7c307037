package io.sutra.benchmarks.inference;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What a run says while it goes on. */
public final class Console {

  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private Console() {}

  public static void say(String line) {
    OUT.println(line);
  }
}
