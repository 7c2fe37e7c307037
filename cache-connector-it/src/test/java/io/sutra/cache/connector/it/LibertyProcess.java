package io.sutra.cache.connector.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An Open Liberty server of its own. */
final class LibertyProcess implements AutoCloseable {

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Process process;
  private final int port;
  private final Path logs;

  /** Starts it and waits until it says that it is ready, with all of its applications. */
  LibertyProcess(Path usr, String server, int port, Path output, Map<String, String> environment)
      throws IOException {
    this.port = port;
    this.logs = output.resolve(server).resolve("logs");
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("it.wlp"), "bin", "server").toString(),
                    "run",
                    server))
            .redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("WLP_USER_DIR", usr.toString());
    builder.environment().put("WLP_OUTPUT_DIR", output.toString());
    builder.environment().put("JVM_ARGS", "-XX:TieredStopAtLevel=1 -Xmx256m");
    builder.environment().put("IT_PORT", Integer.toString(port));
    builder.environment().putAll(environment);
    process = builder.start();
    var lines = process.inputReader();
    StringBuilder said = new StringBuilder();
    String line = lines.readLine();
    while (line != null && !line.contains("CWWKF0011I")) {
      said.append(line).append('\n');
      line = lines.readLine();
    }
    Thread drain = new Thread(() -> lines.lines().forEach(ignored -> {}), "server output");
    drain.setUncaughtExceptionHandler((thread, failure) -> {});
    drain.setDaemon(true);
    drain.start();
    if (line == null) {
      throw new IOException("the server ended before it was ready: " + said);
    }
  }

  /** The body of what that path answers. */
  String get(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://localhost:" + port + path);
    return client
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** Everything that the server has logged, its dumps of failures included. */
  String logs() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(logs)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
