package io.sutra.cli.build;

import io.sutra.cli.instance.ModelsFolder;
import io.sutra.cli.instance.TemporaryFolder;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.terminal.CommandFailure;
import io.sutra.cli.terminal.Progress;
import io.sutra.settings.FailureReason;
import io.sutra.settings.InferenceSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs a program of ml-base in a process of its own. What is known of models is known there alone,
 * and this command starts without it.
 */
public final class ModelProgram {

  private final Workspace workspace;
  private final Progress progress;

  public ModelProgram(Workspace workspace, Progress progress) {
    this.workspace = workspace;
    this.progress = progress;
  }

  /** Where the models are, those of the build among them. */
  public Path modelsDirectory() {
    new ProductBuild(workspace, progress).buildIfChanged();
    return ModelsFolder.prepare(workspace);
  }

  /** What programs make from the models' files and can make again. */
  public Path workDirectory() {
    return workspace.home().resolve("work");
  }

  /**
   * Runs the program that brings models here.
   *
   * @param words what it is to do
   * @return its exit code
   */
  public int install(List<String> words) {
    List<String> arguments = new ArrayList<>(List.of(modelsDirectory().toString(), hub()));
    arguments.addAll(words);
    return run("io.sutra.mlbase.install.ModelProgram", arguments);
  }

  /** The hub of this call, of the instance, or the usual one. */
  private String hub() {
    return Optional.ofNullable(workspace.shell().get(InferenceSettings.HUB_URL.key()))
        .filter(url -> !url.isBlank())
        .orElseGet(() -> workspace.settings().get(InferenceSettings.HUB_URL).toString());
  }

  /**
   * Builds if the sources changed, then runs.
   *
   * @return the program's exit code
   */
  public int run(String mainClass, List<String> arguments) {
    new ProductBuild(workspace, progress).buildIfChanged();
    Path archive = workspace.mlBaseApplication().resolve("WEB-INF");
    // Of its own, as several of these programs may run at once.
    TemporaryFolder temporary =
        TemporaryFolder.of(workspace.home(), "model-" + ProcessHandle.current().pid());
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-Dsutra.terminal=" + Boolean.getBoolean("sutra.terminal")));
    command.addAll(temporary.javaOptions());
    command.addAll(
        List.of(
            "-cp", archive.resolve("classes") + ":" + archive.resolve("lib") + "/*", mainClass));
    command.addAll(arguments);
    try {
      temporary.prepare();
      int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
      temporary.delete();
      return exit;
    } catch (IOException e) {
      throw new CommandFailure("The program cannot be run: " + FailureReason.of(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("Interrupted.", e);
    }
  }
}
