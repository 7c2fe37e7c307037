package io.sutra.cache.connector.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The web application that {@code docs/connector.md} prints, compiled and packed as it stands. */
final class PrintedApplication {

  private static final Pattern SERVLET =
      Pattern.compile("^```java\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

  private static final Pattern DESCRIPTOR =
      Pattern.compile("^```xml WEB-INF/web.xml\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

  private PrintedApplication() {}

  /**
   * Writes {@code documented.war}.
   *
   * @param folder for sources and classes; it need not exist
   */
  static void pack(Path apps, Path folder) throws IOException {
    String page = Files.readString(Path.of(System.getProperty("it.page")));
    Files.createDirectories(folder);
    Path source = Files.writeString(folder.resolve("VectorServlet.java"), block(page, SERVLET));
    compile(source, folder);
    Path war = apps.resolve("documented.war");
    Files.deleteIfExists(war);
    try (FileSystem zip =
        FileSystems.newFileSystem(URI.create("jar:" + war.toUri()), Map.of("create", "true"))) {
      Path classes = Files.createDirectories(zip.getPath("/WEB-INF/classes"));
      Files.writeString(zip.getPath("/WEB-INF/web.xml"), block(page, DESCRIPTOR));
      Files.copy(folder.resolve("VectorServlet.class"), classes.resolve("VectorServlet.class"));
    }
  }

  private static String block(String page, Pattern pattern) {
    Matcher block = pattern.matcher(page);
    assertThat(block.find()).as(pattern.pattern()).isTrue();
    return block.group(1);
  }

  private static void compile(Path source, Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    var messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  files,
                  null,
                  List.of("-d", classes.toString(), "-proc:none"),
                  null,
                  files.getJavaFileObjects(source))
              .call();
      assertThat(compiled).as(messages.toString()).isTrue();
    }
  }
}
