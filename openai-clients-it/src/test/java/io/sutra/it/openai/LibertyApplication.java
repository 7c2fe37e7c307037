package io.sutra.it.openai;

import io.sutra.it.HttpProbe;
import io.sutra.it.PortBlock;
import io.sutra.it.StartedServer;
import io.sutra.it.SutraInstance;
import io.sutra.it.openai.ClientPage.Sample;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * An application made of what the page prints for Open Liberty, and nothing else, in a server of
 * its own: the Java files, {@code server.xml} and the files below {@code META-INF}.
 */
final class LibertyApplication implements AutoCloseable {

  private static final String SERVER = "search";

  private final StartedServer server;
  private final HttpProbe http;

  private LibertyApplication(StartedServer server, HttpProbe http) {
    this.server = server;
    this.http = http;
  }

  /**
   * Builds the application, starts the server and waits until it answers.
   *
   * @param samples the page's blocks, in any order
   * @param folder an empty folder for sources, classes and the server
   */
  static LibertyApplication start(List<Sample> samples, int sutraPort, String key, Path folder)
      throws Exception {
    int port = PortBlock.take().port(0);
    Path serverFolder = Files.createDirectories(folder.resolve("usr/servers/" + SERVER));
    Path war = Files.createDirectories(serverFolder.resolve("apps")).resolve("search.war");
    Path classes = folder.resolve("classes");
    PrintedJava.compile(
        samples.stream()
            .filter(sample -> sample.language().equals("java"))
            .map(sample -> sample.at(sutraPort, key))
            .toList(),
        folder.resolve("sources"),
        classes);
    for (Sample sample : samples) {
      if (sample.file().equals("server.xml")) {
        Files.writeString(
            serverFolder.resolve("server.xml"),
            sample.code().replace("\"9080\"", "\"" + port + "\""));
      } else if (!sample.file().isEmpty()) {
        Path file = classes.resolve(sample.file());
        Files.createDirectories(file.getParent());
        Files.writeString(file, sample.at(sutraPort, key));
      }
    }
    archive(classes, war);
    StartedServer started = run(folder);
    var application = new LibertyApplication(started, new HttpProbe("http://localhost:" + port));
    try {
      started.awaitOk(application.http, "/vector?text=ready");
    } catch (Exception | AssertionError e) {
      application.close();
      throw e;
    }
    return application;
  }

  private static void archive(Path classes, Path war) throws IOException {
    URI uri = URI.create("jar:" + war.toUri());
    try (FileSystem zip = FileSystems.newFileSystem(uri, Map.of("create", "true"));
        Stream<Path> files = Files.walk(classes)) {
      Path root = zip.getPath("/WEB-INF/classes");
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = root.resolve(classes.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }

  private static StartedServer run(Path folder) throws IOException {
    Path log = folder.resolve("server.log");
    var builder =
        new ProcessBuilder(
                SutraInstance.ROOT
                    .resolve("liberty-config/target/runtime/wlp/bin/server")
                    .toString(),
                "run",
                SERVER)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("WLP_USER_DIR", folder.resolve("usr").toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return new StartedServer(builder.start(), log);
  }

  /** The body of a GET that must succeed. */
  String get(String path) {
    HttpProbe.Answer answer = http.get(path);
    if (answer.status() != 200) {
      throw new AssertionError(path + ": " + answer.status() + " " + answer.body());
    }
    return answer.body();
  }

  @Override
  public void close() {
    Process process = server.process();
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    process.onExit().completeOnTimeout(process, 1, TimeUnit.MINUTES).join();
    process.destroyForcibly().onExit().join();
  }
}
