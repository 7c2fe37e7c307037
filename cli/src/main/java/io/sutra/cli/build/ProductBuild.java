package io.sutra.cli.build;

import io.sutra.cli.files.ReadableFolder;
import io.sutra.cli.instance.CommandLock;
import io.sutra.cli.instance.Problems;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.terminal.CommandFailure;
import io.sutra.cli.terminal.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The build of what {@code up} starts. */
public final class ProductBuild {

  private final Workspace workspace;
  private final Progress progress;

  public ProductBuild(Workspace workspace, Progress progress) {
    this.workspace = workspace;
    this.progress = progress;
  }

  /** Builds unless the last complete build was made from the same sources and is still there. */
  public void buildIfChanged() {
    String sources = SourceFingerprint.of(workspace.root());
    if (!isBuilt(sources)) {
      alone(
          () -> {
            // Whoever held the lock may have built just this.
            if (!isBuilt(sources)) {
              build(sources);
            }
          });
    }
  }

  /** Builds, whatever was built before. */
  public void build() {
    alone(() -> build(SourceFingerprint.of(workspace.root())));
  }

  /** Instances of several homes share what this builds. */
  private void alone(Runnable work) {
    CommandLock.alone(
        workspace.buildLock(),
        "a build",
        progress::note,
        () -> {
          work.run();
          return true;
        });
  }

  private boolean isBuilt(String sources) {
    return sources.equals(lastBuild()) && resultsExist();
  }

  private void build(String sources) {
    progress.begin("Building (the first time fetches Open Liberty, the model and libraries)");
    forgetLastBuild();
    // The checks of format and dependencies belong to the tests; here they would only cost time.
    new Maven(workspace)
        .run(
            List.of(
                "package",
                "-DskipTests",
                "-pl",
                "liberty-config,ml-base-war,embedding-war,cache-connector-rar,cache-shard-jar,ear",
                "-am",
                "-Dspotless.check.skip=true"),
            workspace.logs().resolve("build.log"),
            progress);
    try {
      ReadableFolder.make(workspace.runtime());
      Files.createDirectories(workspace.buildStamp().getParent());
      Files.writeString(workspace.buildStamp(), sources);
    } catch (IOException e) {
      throw new CommandFailure("The build cannot be finished: " + Problems.reason(e) + ".", e);
    }
    progress.end("Built");
  }

  /**
   * From here to its end there is no complete build: if it fails, what it left behind must not be
   * taken for one of the sources from before.
   */
  private void forgetLastBuild() {
    try {
      Files.deleteIfExists(workspace.buildStamp());
    } catch (IOException e) {
      throw new CommandFailure("The build cannot begin: " + Problems.reason(e) + ".", e);
    }
  }

  private String lastBuild() {
    try {
      return Files.exists(workspace.buildStamp()) ? Files.readString(workspace.buildStamp()) : "";
    } catch (IOException e) {
      return "";
    }
  }

  private boolean resultsExist() {
    return List.of(
            workspace.runtime().resolve("bin/server"),
            workspace.mlBaseApplication().resolve("WEB-INF"),
            workspace.embeddingApplication().resolve("WEB-INF"),
            workspace.connector(),
            workspace.ear(),
            workspace.shardArchive(),
            workspace.builtModels())
        .stream()
        .allMatch((Path result) -> Files.exists(result));
  }
}
