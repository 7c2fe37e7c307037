package io.sutra.cli.instance;

import io.sutra.cli.files.FolderCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The folder for temporary files of one process, below the home. Native libraries are unpacked into
 * it, tens of megabytes that a killed process leaves behind; it is emptied before each start.
 *
 * @param path of the folder
 */
public record TemporaryFolder(Path path) {

  /** The folder of the process {@code name} of the product in {@code home}. */
  public static TemporaryFolder of(Path home, String name) {
    return new TemporaryFolder(home.resolve("work").resolve("tmp").resolve(name));
  }

  /** Makes the folder, empty. The process must not be running. */
  public void prepare() throws IOException {
    FolderCopy.delete(path);
    Files.createDirectories(path);
  }

  /** Deletes the folder with all that is in it. */
  public void delete() throws IOException {
    FolderCopy.delete(path);
  }

  /** Options for Java, so that it writes to no other folder for temporary files. */
  public List<String> javaOptions() {
    // Otherwise each Java keeps a file of performance counters below /tmp.
    return List.of("-Djava.io.tmpdir=" + path, "-XX:-UsePerfData");
  }
}
