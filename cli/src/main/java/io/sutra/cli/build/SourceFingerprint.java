package io.sutra.cli.build;

import io.sutra.cli.terminal.CommandFailure;
import io.sutra.settings.FailureReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A hash over everything that a build is made from: the POMs and each module's {@code src/main}, by
 * content, so that a checkout that only touches files builds nothing.
 */
public final class SourceFingerprint {

  /** What is no part of the product: a change of these builds nothing anew. */
  private static final Set<String> OTHERS = Set.of("cli", "benchmarks");

  private SourceFingerprint() {}

  static String of(Path root) {
    return of(root, List.of(), List.of());
  }

  /**
   * A hash over what a build is made from and more.
   *
   * @param others files below {@code root} that count too
   * @param choices of the caller that count too
   */
  public static String of(Path root, List<Path> others, List<String> choices) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String choice : choices) {
        digest.update(choice.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
      for (Path file : Stream.concat(sources(root).stream(), others.stream()).toList()) {
        digest.update(root.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        byte[] content = Files.readAllBytes(file);
        digest.update(Integer.toString(content.length).getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(content);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new CommandFailure("The sources cannot be read: " + FailureReason.of(e), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static List<Path> sources(Path root) throws IOException {
    try (Stream<Path> modules = Files.list(root)) {
      List<Path> poms =
          Stream.concat(
                  Stream.of(root.resolve("pom.xml")),
                  modules
                      .filter(module -> !OTHERS.contains(String.valueOf(module.getFileName())))
                      .map(module -> module.resolve("pom.xml")))
              .filter(Files::isRegularFile)
              .toList();
      Stream<Path> files = poms.stream();
      for (Path pom : poms) {
        Path main = pom.resolveSibling("src/main");
        if (Files.isDirectory(main)) {
          try (Stream<Path> tree = Files.walk(main)) {
            files = Stream.concat(files, tree.filter(Files::isRegularFile).toList().stream());
          }
        }
      }
      return files.sorted().toList();
    }
  }
}
