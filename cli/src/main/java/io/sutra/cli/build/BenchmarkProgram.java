package io.sutra.cli.build;

import io.sutra.cli.instance.Workspace;
import io.sutra.cli.terminal.CommandFailure;
import io.sutra.cli.terminal.Progress;
import io.sutra.settings.FailureReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Builds the product and the benchmarks, and runs one of them in a process of its own. */
public final class BenchmarkProgram {

  private final Workspace workspace;
  private final Progress progress;

  public BenchmarkProgram(Workspace workspace, Progress progress) {
    this.workspace = workspace;
    this.progress = progress;
  }

  /**
   * Builds, then runs.
   *
   * @param mainClass in {@code benchmarks}
   * @param cores how many the run may use, all when empty
   * @return the program's exit code
   */
  public int run(String mainClass, Optional<Integer> cores, List<String> arguments) {
    new ProductBuild(workspace, progress).buildIfChanged();
    progress.begin("Building the benchmarks (the first time fetches the rivals and the texts)");
    new Maven(workspace)
        .run(
            List.of(
                "package", "-DskipTests", "-pl", "benchmarks", "-am", "-Dspotless.check.skip=true"),
            workspace.logs().resolve("build-benchmarks.log"),
            progress);
    progress.end("Built");
    try {
      return new ProcessBuilder(command(mainClass, cores, arguments)).inheritIO().start().waitFor();
    } catch (IOException e) {
      throw new CommandFailure("The benchmark cannot be run: " + FailureReason.of(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("Interrupted.", e);
    }
  }

  private List<String> command(String mainClass, Optional<Integer> cores, List<String> arguments)
      throws IOException {
    Path target = workspace.root().resolve("benchmarks/target");
    List<String> command = new ArrayList<>();
    cores.ifPresent(count -> command.addAll(List.of("taskset", "-c", "0-" + (count - 1))));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-Xms1g",
            "-Xmx1g",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:-UsePerfData",
            "-cp",
            target.resolve("classes") + ":" + Files.readString(target.resolve("classpath")).strip(),
            mainClass,
            "--root=" + workspace.root()));
    command.addAll(arguments);
    return command;
  }
}
