package io.sutra.cli.runtime;

import io.sutra.cli.files.AtomicFile;
import io.sutra.cli.files.FolderCopy;
import io.sutra.cli.instance.CommandLock;
import io.sutra.cli.instance.Problems;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.terminal.CommandFailure;
import io.sutra.cli.terminal.Progress;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.CRC32;

/**
 * The programs that an instance runs: copies of what the build made, in a folder of {@code
 * SUTRA_HOME} for each build. The next build overwrites its results where they are, and a program
 * whose archive changes under it breaks; a replica that is brought back has to be of the same build
 * as the others. Only Open Liberty itself, which no build changes, runs where it is.
 *
 * @param folder of the copies
 */
record ProductFiles(Path folder) {

  private static final int ID_LENGTH = 16;

  /** The programs for a start of everything: the last build's, or, after a failed one, the last. */
  static ProductFiles toStartAnew(Workspace workspace, Progress progress) {
    return Files.exists(workspace.buildStamp())
        ? install(workspace, progress::note)
        : toComplete(workspace);
  }

  /**
   * The programs that the others of the instance run from. While the last build is still theirs,
   * only the balancer's configuration can have changed, and is taken up.
   */
  static ProductFiles toComplete(Workspace workspace) {
    return installed(workspace)
        .filter(product -> product.isOfAnOlderBuild(workspace))
        .orElseGet(() -> install(workspace, waiting -> {}));
  }

  /** The copies of the last build, made if they are not there yet. */
  static ProductFiles install(Workspace workspace, Consumer<String> waiting) {
    Path all = workspace.home().resolve("product");
    return CommandLock.shared(
        workspace.buildLock(), waiting, () -> copyUnlessThere(workspace, all));
  }

  private static ProductFiles copyUnlessThere(Workspace workspace, Path all) {
    try {
      String id = id(workspace);
      Path folder = all.resolve(id);
      if (!Files.isDirectory(folder)) {
        copy(workspace, all, folder);
      }
      Files.createDirectories(workspace.run());
      AtomicFile.write(current(workspace), id);
      return new ProductFiles(folder);
    } catch (IOException e) {
      throw new CommandFailure(
          "The programs cannot be copied to " + all + ": " + Problems.reason(e) + ".", e);
    }
  }

  /** The copies that were installed last, if they are there. */
  static Optional<ProductFiles> installed(Workspace workspace) {
    try {
      Path folder =
          workspace.home().resolve("product").resolve(Files.readString(current(workspace)).strip());
      return Files.isDirectory(folder) ? Optional.of(new ProductFiles(folder)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Whether the last build is another one than that of these copies, or has failed. */
  private boolean isOfAnOlderBuild(Workspace workspace) {
    try {
      return !name().startsWith(build(workspace));
    } catch (IOException e) {
      return true;
    }
  }

  /** The name of the folder. */
  String name() {
    return folder.getFileName().toString();
  }

  /**
   * Deletes the copies of every other build.
   *
   * @param inUse the names of folders that stay, because processes run from them
   */
  void deleteOthers(Set<String> inUse) {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder.getParent())) {
      for (Path other : all) {
        if (!other.equals(folder) && !inUse.contains(other.getFileName().toString())) {
          FolderCopy.delete(other);
        }
      }
    } catch (IOException e) {
      throw new CommandFailure(
          "Programs of an earlier build cannot be deleted: " + Problems.reason(e) + ".", e);
    }
  }

  private static Path current(Workspace workspace) {
    return workspace.run().resolve("product");
  }

  /** The balancer's configuration is not built, so the stamp of the build does not tell it. */
  private static String id(Workspace workspace) throws IOException {
    byte[] configuration = Files.readAllBytes(workspace.balancerConfiguration());
    var digest = new CRC32();
    digest.update(configuration);
    return build(workspace) + "-" + HexFormat.of().toHexDigits((int) digest.getValue());
  }

  private static String build(Workspace workspace) throws IOException {
    String stamp = Files.readString(workspace.buildStamp()).strip();
    return stamp.substring(0, Math.min(stamp.length(), ID_LENGTH));
  }

  private static void copy(Workspace workspace, Path all, Path folder) throws IOException {
    Path partial = all.resolve(folder.getFileName() + ".partial");
    FolderCopy.delete(partial);
    FolderCopy.copy(workspace.mlBaseApplication(), partial.resolve("ml-base.war"));
    FolderCopy.copy(workspace.embeddingApplication(), partial.resolve("embedding.war"));
    FolderCopy.copy(workspace.connector(), partial.resolve("cache-connector-standalone.rar"));
    FolderCopy.copy(workspace.ear(), partial.resolve("sutra.ear"));
    FolderCopy.copy(workspace.shardArchive(), partial.resolve("shard/cache-shard.jar"));
    FolderCopy.copy(workspace.shardArchive().resolveSibling("lib"), partial.resolve("shard/lib"));
    FolderCopy.copy(workspace.serverTemplates(), partial.resolve("usr"));
    FolderCopy.copy(workspace.balancerConfiguration(), partial.resolve("ml-base-lb.cfg"));
    Files.move(partial, folder);
  }

  Path application(String name) {
    return folder.resolve(name);
  }

  Path shardArchive() {
    return folder.resolve("shard/cache-shard.jar");
  }

  Path serverTemplates() {
    return folder.resolve("usr");
  }

  Path balancerConfiguration() {
    return folder.resolve("ml-base-lb.cfg");
  }
}
