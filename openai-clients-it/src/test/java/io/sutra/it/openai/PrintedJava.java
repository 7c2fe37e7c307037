package io.sutra.it.openai;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles Java that a page prints, against the class path of this test. */
final class PrintedJava {

  private static final Pattern TOP_LEVEL_TYPE =
      Pattern.compile("^public (?:final )?(?:class|interface|record) (\\w+)", Pattern.MULTILINE);

  private static final String STATEMENTS = "PrintedStatements";

  private PrintedJava() {}

  /**
   * Compiles whole files.
   *
   * @param files each with one public top-level type, which names the file
   * @param classes the folder for the class files
   */
  static void compile(List<String> files, Path sources, Path classes) throws IOException {
    Files.createDirectories(sources);
    Files.createDirectories(classes);
    List<Path> written = new ArrayList<>();
    for (String file : files) {
      Matcher type = TOP_LEVEL_TYPE.matcher(file);
      if (!type.find()) {
        throw new IllegalArgumentException("no public type in:\n" + file);
      }
      written.add(Files.writeString(sources.resolve(type.group(1) + ".java"), file));
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    var messages = new StringWriter();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  manager,
                  null,
                  List.of("-d", classes.toString(), "-proc:none"),
                  null,
                  manager.getJavaFileObjectsFromPaths(written))
              .call();
      if (!compiled) {
        throw new AssertionError("the page's sample does not compile:\n" + messages);
      }
    }
  }

  /**
   * Runs imports and statements that end with a variable {@code vector}.
   *
   * @return that variable's value
   */
  static Object run(String sample, Path folder) throws Exception {
    String imports = lines(sample, true);
    String statements = lines(sample, false);
    String file =
        """
        %s
        public class %s {
          public static Object vector() throws Exception {
            %s
            return vector;
          }
        }
        """
            .formatted(imports, STATEMENTS, statements);
    Path classes = folder.resolve("classes");
    compile(List.of(file), folder.resolve("sources"), classes);
    try (var loader =
        new URLClassLoader(
            new URL[] {classes.toUri().toURL()}, PrintedJava.class.getClassLoader())) {
      return loader.loadClass(STATEMENTS).getMethod("vector").invoke(null);
    }
  }

  private static String lines(String sample, boolean imports) {
    return sample
        .lines()
        .filter(line -> line.startsWith("import ") == imports)
        .collect(Collectors.joining("\n"));
  }
}
