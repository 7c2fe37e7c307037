package io.sutra.cache.connector.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real shard on the given port. */
final class ShardProcess implements AutoCloseable {

  private final Process process;

  /** Starts it and waits until it says that it is ready. */
  ShardProcess(Path folder, int port, String token) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Xmx64m",
                    "-jar",
                    System.getProperty("it.shard.jar")))
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("SUTRA_CACHE_DIR", folder.toString());
    builder.environment().put("SUTRA_CACHE_PORT", Integer.toString(port));
    builder.environment().put("SUTRA_CACHE_METRICS_PORT", "0");
    builder.environment().put("SUTRA_CACHE_TOKEN", token);
    process = builder.start();
    BufferedReader output = process.inputReader();
    String line = output.readLine();
    while (line != null && !line.contains(" ready on ")) {
      line = output.readLine();
    }
    if (line == null) {
      throw new IOException("the shard ended before it was ready");
    }
  }

  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the shard did not end");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
