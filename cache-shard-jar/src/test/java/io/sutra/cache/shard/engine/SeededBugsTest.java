package io.sutra.cache.shard.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.cache.shard.engine.PowerLossScenario.Ending;
import io.sutra.cache.shard.wal.SyncMode;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The test of the tests. Each of four bugs is written into the shard's own source, which is
 * compiled and put through the power-loss suite in a class loader of its own: the suite has to turn
 * red. The same way with the source as it is, it has to stay green.
 */
class SeededBugsTest {

  private static final int SEEDS = 25;
  private static final Path SOURCES = Path.of("src/main/java/io/sutra/cache/shard");
  private static final String PACKAGE = "io.sutra.cache.shard.";

  @TempDir private Path compiled;

  /** Every class of the shard and of its tests anew, the compiled ones first. */
  private static final class OwnShard extends URLClassLoader {
    OwnShard(List<Path> folders) throws IOException {
      super(urls(folders), SeededBugsTest.class.getClassLoader());
    }

    private static URL[] urls(List<Path> folders) throws IOException {
      List<URL> urls = new ArrayList<>();
      for (Path folder : folders) {
        urls.add(folder.toUri().toURL());
      }
      return urls.toArray(URL[]::new);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(PACKAGE)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        return known == null ? findClass(name) : known;
      }
    }
  }

  private void runWith(String file, String original, String bug, SyncMode sync, Ending ending)
      throws Throwable {
    Path source = SOURCES.resolve(file);
    String text = Files.readString(source);
    assertThat(text).as("the place of the bug in " + file).containsOnlyOnce(original);
    Path changed = compiled.resolve(source.getFileName());
    Files.writeString(changed, text.replace(original, bug));
    Path classes = Files.createDirectories(compiled.resolve("classes"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of("-proc:none", "-nowarn", "-d", classes.toString(), "-cp", classPath());
      var units = files.getJavaFileObjects(changed);
      assertThat(compiler.getTask(null, files, null, options, null, units).call()).isTrue();
    }
    List<Path> folders =
        List.of(classes, Path.of("target/classes"), Path.of("target/test-classes"));
    try (OwnShard loader = new OwnShard(folders)) {
      Method suite =
          loader
              .loadClass(PACKAGE + "engine.PowerLossTest")
              .getDeclaredMethod("runAll", String.class, String.class, int.class);
      suite.setAccessible(true);
      suite.invoke(null, sync.name(), ending.name(), SEEDS);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static String classPath() {
    return String.join(File.pathSeparator, System.getProperty("java.class.path"), "target/classes");
  }

  @Test
  void sourceAsItIs_staysGreen() throws Throwable {
    String same = "log.append(batch.records(), kind);";
    for (Ending ending : Ending.values()) {
      runWith("engine/GroupCommit.java", same, same, SyncMode.ALWAYS, ending);
    }
  }

  @Test
  void acknowledgeBeforeForce_turnsTheSuiteRed() {
    assertThatThrownBy(
            () ->
                runWith(
                    "engine/GroupCommit.java",
                    "    log.append(batch.records(), kind);",
                    "    log.append(batch.records(), kind);\n    batch.acknowledge();",
                    SyncMode.ALWAYS,
                    Ending.POWER_LOSS))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("found a state");
  }

  @Test
  void noForceOfTheFolder_turnsTheSuiteRed() {
    assertThatThrownBy(
            () ->
                runWith(
                    "wal/Publication.java",
                    "    disk.rename(from, name);\n    disk.force();",
                    "    disk.rename(from, name);",
                    SyncMode.ALWAYS,
                    Ending.POWER_LOSS))
        .isInstanceOfAny(AssertionError.class, IOException.class);
  }

  @Test
  void ignoredFailureOfAForce_turnsTheSuiteRed() {
    assertThatThrownBy(
            () ->
                runWith(
                    "wal/LogSync.java",
                    "      current.force();",
                    "      try { current.force(); } catch (IOException ignored) { }",
                    SyncMode.ALWAYS,
                    Ending.FORCE_FAILS))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("found a state");
  }

  @Test
  void skippedChecksum_turnsTheSuiteRed() {
    assertThatThrownBy(
            () ->
                runWith(
                    "wal/RecordBlock.java",
                    "checksum.of(seed, view, start, length) == stored",
                    "checksum.of(seed, view, start, length) != stored + 1",
                    SyncMode.EVERYSEC,
                    Ending.POWER_LOSS))
        .isInstanceOfAny(AssertionError.class, IOException.class);
  }
}
