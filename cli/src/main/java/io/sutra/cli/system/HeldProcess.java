package io.sutra.cli.system;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A program that has a process and does not run yet: the process waits for a word on its standard
 * input before it becomes the program. Whoever starts one writes down which process it is and only
 * then lets it run. If that cannot be written down, or the starter ends before, the process reads
 * the end of its input and ends without having run anything.
 */
public final class HeldProcess implements AutoCloseable {

  /**
   * A session of its own, so that closing the terminal does not stop the program; {@code exec}
   * keeps the process id.
   */
  private static final List<String> HOLD =
      List.of(
          "setsid",
          "sh",
          "-c",
          "read -r go || exit; " + OutputLimit.BEGIN + " shift 5; exec \"$@\" </dev/null",
          "held");

  private static final byte[] GO = "go\n".getBytes(StandardCharsets.US_ASCII);

  private final Process process;
  private final SystemProcess identity;

  private HeldProcess(Process process, SystemProcess identity) {
    this.process = process;
    this.identity = identity;
  }

  /**
   * Makes the process.
   *
   * @param environment all of the program's environment; it inherits nothing
   * @param folder that it runs in
   * @param output gets both of its output streams, at the end of what is there
   * @param limit of the output
   */
  public static HeldProcess start(
      List<String> command,
      Map<String, String> environment,
      Path folder,
      Path output,
      OutputLimit limit)
      throws IOException {
    List<String> words =
        Stream.of(HOLD, limit.arguments(output), command).flatMap(List::stream).toList();
    var builder =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    return new HeldProcess(
        process,
        SystemProcess.of(process.pid())
            .orElseThrow(() -> new IOException("the process ended at once; " + output)));
  }

  /** The process, which stays the same when the program runs. */
  public SystemProcess identity() {
    return identity;
  }

  /** Lets the program run. */
  public void release() throws IOException {
    try (OutputStream input = process.getOutputStream()) {
      input.write(GO);
    }
  }

  /** Ends the process if the program was not released. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // It has ended already.
    }
  }
}
