package io.sutra.cli.aot;

import io.sutra.cli.instance.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a cache's name is made of: everything that, when it changes, makes the JVM refuse the cache
 * or find little of use in it.
 *
 * <p>The classes of our own applications are left out on purpose. The JVM compares each class of a
 * Liberty application with the cache when it loads it and takes the one from the application when
 * they differ, so a cache stays correct, and nearly as useful, while the sources change. The shard
 * is different: the JVM refuses a cache made with another version of an archive on the class path.
 */
final class AotKey {

  /** To be raised when training runs do something else, so that caches are made anew. */
  private static final int TRAINING = 1;

  private static final int HEX_DIGITS = 16;

  private final MessageDigest digest;

  private AotKey() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * The key of {@code program} with the JVM that runs this command.
   *
   * @throws IOException when the product has not been built
   */
  static String of(Workspace workspace, AotProgram program) throws IOException {
    var key = new AotKey();
    key.add(Integer.toString(TRAINING));
    for (String property : List.of("java.vm.vendor", "java.vm.version", "os.arch")) {
      key.add(System.getProperty(property, ""));
    }
    if (program.isLibertyServer()) {
      key.addLibertyServer(workspace, program);
    } else {
      key.addClassPath(workspace.shardArchive());
    }
    return HexFormat.of().formatHex(key.digest.digest()).substring(0, HEX_DIGITS);
  }

  private void addLibertyServer(Workspace workspace, AotProgram program) throws IOException {
    addContent(workspace.runtime().resolve("lib/versions/openliberty.properties"));
    // The features, and jvm.options.
    for (Path folder :
        List.of(
            workspace.serverTemplates().resolve("shared"),
            workspace.serverTemplates().resolve("servers").resolve(program.id()))) {
      for (Path file : files(folder)) {
        addContent(file);
      }
    }
    Path application =
        program == AotProgram.ML_BASE
            ? workspace.mlBaseApplication()
            : workspace.embeddingApplication();
    for (Path library : files(application.resolve("WEB-INF/lib"))) {
      add(String.valueOf(library.getFileName()));
    }
  }

  /** As the JVM looks at it: by names, sizes and times. */
  private void addClassPath(Path archive) throws IOException {
    addAttributes(archive);
    for (Path library : files(archive.resolveSibling("lib"))) {
      addAttributes(library);
    }
  }

  private void addAttributes(Path file) throws IOException {
    add(String.valueOf(file.getFileName()));
    add(Long.toString(Files.size(file)));
    add(Long.toString(Files.getLastModifiedTime(file).toMillis()));
  }

  private void addContent(Path file) throws IOException {
    add(String.valueOf(file.getFileName()));
    byte[] content = Files.readAllBytes(file);
    add(Integer.toString(content.length));
    digest.update(content);
  }

  private void add(String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      return tree.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
