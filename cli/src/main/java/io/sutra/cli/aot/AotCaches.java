package io.sutra.cli.aot;

import io.sutra.cli.instance.Workspace;
import io.sutra.settings.InstanceSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The AOT caches of a checkout, in {@code target/aot}: {@code ml-base-0123456789abcdef.aot}, where
 * the digits stand for everything that has to match ({@link AotKey}), so that one made for another
 * Java, another Liberty or other settings of the JVM is never given to a server. Thread-safe.
 *
 * <p>Usage, for a server that runs {@code java} directly and for one that is started by Liberty's
 * script:
 *
 * <pre>{@code
 * new AotCaches(workspace).option(AotProgram.CACHE_SHARD).ifPresent(command::add);
 * environment.putAll(new AotCaches(workspace).libertyEnvironment(AotProgram.ML_BASE));
 * }</pre>
 */
public final class AotCaches {

  /** The first Java that writes a cache in one step and keeps profiles of methods in it. */
  private static final int FIRST_JAVA = 25;

  private final Workspace workspace;

  public AotCaches(Workspace workspace) {
    this.workspace = workspace;
  }

  /** Whether the Java that runs this command, and so the servers, can use caches. */
  public static boolean areSupported() {
    return Runtime.version().feature() >= FIRST_JAVA;
  }

  /** Whether servers of this instance start from caches: Java can, and the operator lets it. */
  boolean areUsed() {
    return areSupported() && workspace.settings().get(InstanceSettings.AOT_CACHES);
  }

  /** The option that lets {@code program}'s JVM use its cache; empty when there is none. */
  public Optional<String> option(AotProgram program) {
    return find(program).map(cache -> "-XX:AOTCache=" + cache);
  }

  /**
   * The variables that let a Liberty server of that template use its cache; empty when there is
   * none.
   */
  public Map<String, String> libertyEnvironment(AotProgram program) {
    return option(program)
        .map(option -> Map.of("JVM_ARGS", jvmArguments(List.of(option))))
        .orElse(Map.of());
  }

  /** Liberty's script reads the variable as a shell does. */
  static String jvmArguments(List<String> options) {
    return options.stream()
        .map(option -> "'" + option.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }

  /** The cache of {@code program}; empty when there is none or the product was not built. */
  Optional<Path> find(AotProgram program) {
    try {
      return areUsed() ? Optional.of(file(program)).filter(Files::isRegularFile) : Optional.empty();
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
  }

  /** Where the cache of {@code program} belongs. */
  Path file(AotProgram program) throws IOException {
    return folder().resolve(program.id() + "-" + AotKey.of(workspace, program) + ".aot");
  }

  /** Remembers that a training run did not give what belongs at {@code cache}. */
  static Path failureMark(Path cache) {
    return cache.resolveSibling(cache.getFileName() + ".failed");
  }

  List<AotProgram> missing() {
    return Arrays.stream(AotProgram.values()).filter(program -> find(program).isEmpty()).toList();
  }

  Path folder() {
    return workspace.root().resolve("target/aot");
  }

  /**
   * Moves a new cache to its place; those that it replaces go, though servers may run with them.
   */
  void publish(AotProgram program, Path written) throws IOException {
    Path cache = file(program);
    Files.move(written, cache, StandardCopyOption.ATOMIC_MOVE);
    List<Path> outdated;
    try (Stream<Path> files = Files.list(folder())) {
      outdated =
          files
              .filter(file -> !file.equals(cache))
              .filter(
                  file ->
                      file.getFileName()
                          .toString()
                          .matches(program.id() + "-\\p{XDigit}+\\.aot(\\.failed)?"))
              .toList();
    }
    for (Path file : outdated) {
      Files.deleteIfExists(file);
    }
  }
}
