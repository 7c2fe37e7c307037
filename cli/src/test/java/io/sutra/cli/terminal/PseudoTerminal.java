package io.sutra.cli.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A program in a terminal of its own, made by {@code script(1)}: what is typed reaches it as keys,
 * and what it draws is kept as it came. Closing hangs the terminal up.
 */
public final class PseudoTerminal implements AutoCloseable {

  private final Process script;
  private final StringBuilder output = new StringBuilder();

  private PseudoTerminal(Process script) {
    this.script = script;
  }

  /**
   * Starts a program.
   *
   * @param command for the shell
   * @param environment beside this process's
   */
  public static PseudoTerminal run(Path directory, String command, Map<String, String> environment)
      throws IOException {
    var builder =
        // What waits for something that never comes ends by itself, and the test then fails.
        new ProcessBuilder(
                "timeout",
                "--foreground",
                "60",
                "script",
                "--quiet",
                "--flush",
                "--return",
                "-c",
                command,
                "/dev/null")
            .directory(directory.toFile())
            .redirectErrorStream(true);
    builder.environment().put("TERM", "xterm-256color");
    builder.environment().remove("NO_COLOR");
    builder.environment().putAll(environment);
    return new PseudoTerminal(builder.start());
  }

  /** The words that run Java as this test does, with the command's classes. */
  public static String java(Path root) {
    return String.join(
        " ",
        List.of(
            "'" + Path.of(System.getProperty("java.home"), "bin/java") + "'",
            "-XX:TieredStopAtLevel=1",
            "-Dsutra.terminal=true",
            "'-Dsutra.root=" + root + "'",
            "-cp '" + System.getProperty("java.class.path") + "'",
            "io.sutra.cli.Main"));
  }

  /** Presses keys. */
  public void type(String keys) throws IOException {
    script.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
    script.getOutputStream().flush();
  }

  /**
   * Reads until what was drawn so far is as {@code wanted} asks, or the program ends.
   *
   * @return everything that was drawn so far
   */
  public String read(Predicate<String> wanted) throws IOException {
    InputStream drawn = script.getInputStream();
    byte[] some = new byte[8_192];
    while (!wanted.test(output.toString())) {
      int length = drawn.read(some);
      if (length < 0) {
        break;
      }
      output.append(new String(some, 0, length, StandardCharsets.UTF_8));
    }
    return output.toString();
  }

  /** Waits for the program's end; returns everything that was drawn. */
  public String readToEnd() throws IOException {
    return read(text -> false);
  }

  /** Everything after this is what comes now. */
  public void forget() {
    output.setLength(0);
  }

  @Override
  public void close() {
    List<ProcessHandle> started = script.descendants().toList();
    started.forEach(ProcessHandle::destroyForcibly);
    script.destroyForcibly();
    started.forEach(process -> process.onExit().join());
    script.onExit().join();
  }
}
