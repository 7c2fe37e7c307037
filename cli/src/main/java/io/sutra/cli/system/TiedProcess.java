package io.sutra.cli.system;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that ends when this process ends, however that ends: {@code kill -9} runs no shutdown
 * hook. What the program started ends with it, also when it ends by itself.
 *
 * <p>The program leads a session of its own. A shell in it reads a pipe from this process; the
 * system closes the pipe with this process, and the JVM closes it when the program has ended. The
 * shell then kills the session's processes.
 */
public final class TiedProcess {

  /**
   * The shell watches in the background, and {@code exec} keeps the process id: signals go to the
   * program itself, and its exit status is the process's.
   */
  private static final List<String> TIE =
      List.of(
          "setsid",
          "sh",
          "-c",
          """
          exec 3<&0 </dev/null
          (trap '' HUP INT TERM; read -r line <&3; kill -s KILL -- -$$) >/dev/null 2>&1 &
          exec 3<&- "$@"
          """,
          "tied");

  private TiedProcess() {}

  /**
   * Starts the program of {@code builder}, whose input must be a pipe, as it is by default. The
   * program itself reads an empty input.
   *
   * @return its output stream must stay open as long as the program is to run; {@link
   *     Process#destroy} closes it, so what asks the program to end is {@code toHandle().destroy()}
   */
  public static Process start(ProcessBuilder builder) throws IOException {
    List<String> command = new ArrayList<>(TIE);
    command.addAll(builder.command());
    return builder.command(command).start();
  }
}
