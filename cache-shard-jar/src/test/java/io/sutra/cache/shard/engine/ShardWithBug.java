package io.sutra.cache.shard.engine;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The shard and its tests in a class loader of their own, with one file of the source changed. */
final class ShardWithBug {

  /** The package whose classes are loaded anew. */
  static final String PACKAGE = "io.sutra.cache.shard.";

  private static final Path SOURCES = Path.of("src/main/java/io/sutra/cache/shard");

  private ShardWithBug() {}

  /** The bug is not in the source: the test that wants it says nothing. */
  static final class NotSeededException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotSeededException(String message) {
      super(message);
    }
  }

  /** What is done with the changed shard. */
  @FunctionalInterface
  interface Use {
    /** Uses classes of the loader. */
    void run(ClassLoader loader) throws Exception;
  }

  /** Every class of the shard and of its tests anew, the compiled ones first. */
  private static final class OwnShard extends URLClassLoader {
    OwnShard(List<Path> folders) throws IOException {
      super(urls(folders), ShardWithBug.class.getClassLoader());
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

  /**
   * Compiles a changed source and uses it.
   *
   * @param file below the shard's package
   * @param original occurs once in it
   * @param bug what stands there instead
   * @param folder for compiled classes
   * @throws Throwable what the use throws, without a wrapper of reflection
   */
  static void run(String file, String original, String bug, Path folder, Use use) throws Throwable {
    Path source = SOURCES.resolve(file);
    String text = Files.readString(source);
    if (text.split(Pattern.quote(original), -1).length != 2) {
      throw new NotSeededException("the place of the bug is not there once in " + file);
    }
    Path changed = folder.resolve(source.getFileName());
    Files.writeString(changed, text.replace(original, bug));
    Path classes = Files.createDirectories(folder.resolve("classes"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of("-proc:none", "-nowarn", "-d", classes.toString(), "-cp", classPath());
      var units = files.getJavaFileObjects(changed);
      if (!compiler.getTask(null, files, null, options, null, units).call()) {
        throw new NotSeededException("the bug does not compile in " + file);
      }
    }
    List<Path> folders =
        List.of(classes, Path.of("target/classes"), Path.of("target/test-classes"));
    try (OwnShard loader = new OwnShard(folders)) {
      use.run(loader);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static String classPath() {
    return String.join(File.pathSeparator, System.getProperty("java.class.path"), "target/classes");
  }
}
