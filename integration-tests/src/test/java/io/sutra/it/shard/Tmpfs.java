package io.sutra.it.shard;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A small file system in memory, with ballast that can be thrown off. Making one needs the right to
 * mount; without it the test is skipped.
 */
final class Tmpfs implements AutoCloseable {

  private static final int BLOCK = 4096;

  private final Path mount;

  private Tmpfs(Path mount) {
    this.mount = mount;
  }

  /** Mounts one of so many mebibytes in a new folder below {@code parent}. */
  static Tmpfs mount(Path parent, int mebibytes) throws IOException {
    Path mount = Files.createTempDirectory(parent, "tmpfs");
    String size = "size=" + mebibytes + "m";
    assumeThat(run("mount", "-t", "tmpfs", "-o", size, "tmpfs", mount.toString()))
        .as("the right to mount")
        .isTrue();
    return new Tmpfs(mount);
  }

  private static boolean run(String... command) throws IOException {
    return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .onExit()
            .join()
            .exitValue()
        == 0;
  }

  Path folder(String name) throws IOException {
    return Files.createDirectories(mount.resolve(name));
  }

  /** Takes so much of the space. */
  void load(int bytes) throws IOException {
    Files.write(ballast(), new byte[bytes]);
  }

  /** Takes all the space that is left, to the last byte. */
  void loadAll() throws IOException {
    try (OutputStream rest = Files.newOutputStream(mount.resolve("rest"))) {
      for (byte[] block = new byte[BLOCK]; free() > 0; ) {
        rest.write(block);
      }
    } catch (IOException e) {
      if (free() > 0) {
        throw e;
      }
    }
  }

  long free() throws IOException {
    return Files.getFileStore(mount).getUsableSpace();
  }

  /** Frees what was taken. */
  void unload() throws IOException {
    Files.deleteIfExists(ballast());
    Files.deleteIfExists(mount.resolve("rest"));
  }

  private Path ballast() {
    return mount.resolve("ballast");
  }

  @Override
  public void close() throws IOException {
    if (!run("umount", mount.toString())) {
      run("umount", "-l", mount.toString());
    }
    Files.deleteIfExists(mount);
  }
}
