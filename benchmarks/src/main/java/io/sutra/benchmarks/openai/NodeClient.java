package io.sutra.benchmarks.openai;

import io.sutra.benchmarks.Json;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** OpenAI's client for Node.js, one process that takes a turn a line. Not thread-safe. */
final class NodeClient implements AutoCloseable {

  private static final Pattern RESULT =
      Pattern.compile("\\{\"requests\":(\\d+),\"seconds\":([0-9.]+)}");

  private final Process process;
  private final BufferedWriter turns;
  private final BufferedReader results;

  /** Installs what is missing, and starts. */
  NodeClient(Path root) throws IOException {
    Path folder = root.resolve("benchmarks/target/node");
    Process install =
        new ProcessBuilder(
                root.resolve("openai-clients-it/src/node/install.sh").toString(), folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String node =
        new String(install.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (node.isEmpty()) {
      throw new IOException("OpenAI's client for Node.js cannot be installed; see above");
    }
    Path script =
        Files.copy(
            root.resolve("benchmarks/src/main/node/load.mjs"),
            folder.resolve("load.mjs"),
            StandardCopyOption.REPLACE_EXISTING);
    process =
        new ProcessBuilder(node, script.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    turns = process.outputWriter(StandardCharsets.UTF_8);
    results = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Requests per second of {@code callers} callers of one process. */
  double turn(int port, Form form, List<String> texts, int callers, Duration window)
      throws IOException {
    turns.write(
        "{\"port\":%d,\"form\":\"%s\",\"texts\":%s,\"callers\":%d,\"seconds\":%d}"
            .formatted(port, form.word(), Json.array(texts), callers, window.toSeconds()));
    turns.newLine();
    turns.flush();
    String line = results.readLine();
    Matcher result = RESULT.matcher(line == null ? "" : line);
    if (!result.matches()) {
      throw new IOException("the client for Node.js failed; see above");
    }
    return Long.parseLong(result.group(1)) / Double.parseDouble(result.group(2));
  }

  @Override
  public void close() {
    process.destroy();
  }
}
