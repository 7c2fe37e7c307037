package io.sutra.cli.build;

import io.sutra.cli.instance.Workspace;
import io.sutra.cli.system.TiedProcess;
import io.sutra.cli.terminal.CommandFailure;
import io.sutra.cli.terminal.Progress;
import io.sutra.settings.FailureReason;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs Maven in the checkout, with the JDK that runs this command. Which Maven, the installed one
 * or the one that {@code mvnw} fetches, is decided by {@code .mvn/maven.sh}.
 */
public final class Maven {

  /** "[INFO] Building Sutra :: ml-base 0.1.0 [3/5]", as Maven announces each module. */
  private static final Pattern MODULE =
      Pattern.compile("^\\[INFO] Building (?:Sutra :: )?(.+?) \\S+ +\\[(\\d+)/(\\d+)]");

  private static final int LINES_SHOWN_AFTER_A_FAILURE = 25;

  private final Workspace workspace;

  public Maven(Workspace workspace) {
    this.workspace = workspace;
  }

  /** Runs Maven with its own output on the terminal; returns its exit code. */
  public int runVisibly(List<String> arguments) {
    try {
      return process(arguments).inheritIO().start().waitFor();
    } catch (IOException e) {
      throw cannotRun(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /**
   * Runs Maven, shows which module it is at, and keeps its output in {@code log}. Maven ends with
   * this process, so that none goes on without the lock of the build.
   *
   * @throws CommandFailure with the end of the output when Maven fails
   */
  public void run(List<String> arguments, Path log, Progress progress) {
    List<String> errors = new ArrayList<>();
    List<String> last = new ArrayList<>();
    int exit;
    try {
      Files.createDirectories(log.toAbsolutePath().getParent());
      Process maven = TiedProcess.start(process(arguments).redirectErrorStream(true));
      try (BufferedReader output = maven.inputReader(StandardCharsets.UTF_8);
          BufferedWriter kept = Files.newBufferedWriter(log)) {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
          kept.write(line);
          kept.newLine();
          last.add(line);
          if (last.size() > LINES_SHOWN_AFTER_A_FAILURE) {
            last.removeFirst();
          }
          Matcher module = MODULE.matcher(line);
          if (module.find()) {
            progress.step(
                "Building " + module.group(2) + " of " + module.group(3) + ": " + module.group(1));
          } else if (line.startsWith("[ERROR]")) {
            errors.add(line);
          }
        }
      }
      exit = maven.waitFor();
    } catch (IOException e) {
      throw cannotRun(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    if (exit != 0) {
      // What failed before Maven itself ran, the download of Maven for example, marks no errors.
      List<String> shown = errors.isEmpty() ? last : errors;
      throw new CommandFailure(
          "The build failed; all of its output is in "
              + log
              + ".\n"
              + String.join(
                  "\n", shown.subList(0, Math.min(shown.size(), LINES_SHOWN_AFTER_A_FAILURE))));
    }
  }

  private ProcessBuilder process(List<String> arguments) {
    // Whatever the caller's mask: other users of the machine may run what was built.
    List<String> command =
        new ArrayList<>(
            List.of(
                "sh",
                "-c",
                "umask 022 && exec \"$@\"",
                "maven",
                workspace.root().resolve(".mvn/maven.sh").toString(),
                "--batch-mode",
                "--no-transfer-progress"));
    command.addAll(arguments);
    var process = new ProcessBuilder(command).directory(workspace.root().toFile());
    process.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return process;
  }

  private static CommandFailure cannotRun(IOException e) {
    return new CommandFailure("Maven could not be run: " + FailureReason.of(e), e);
  }

  private static CommandFailure interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new CommandFailure("Interrupted.", e);
  }
}
