package io.sutra.it.openai;

import io.sutra.it.SutraInstance;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * OpenAI's client for Node.js in a process of its own, which takes a call a line. Not thread-safe.
 */
final class NodeProgram implements AutoCloseable {

  private static final Path SOURCE = SutraInstance.ROOT.resolve("openai-clients-it/src/node");
  private static final Path FOLDER = SutraInstance.ROOT.resolve("openai-clients-it/target/node");

  private final Process process;
  private final BufferedWriter calls;
  private final BufferedReader answers;

  private NodeProgram(Process process) {
    this.process = process;
    calls = process.outputWriter(StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Installs what is missing, and starts. */
  static NodeProgram start() throws IOException, InterruptedException {
    Process install =
        new ProcessBuilder(SOURCE.resolve("install.sh").toString(), FOLDER.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String node =
        new String(install.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (install.waitFor() != 0) {
      throw new IOException("OpenAI's client for Node.js cannot be installed; see above");
    }
    Path script =
        Files.copy(
            SOURCE.resolve("client.mjs"),
            FOLDER.resolve("client.mjs"),
            StandardCopyOption.REPLACE_EXISTING);
    return new NodeProgram(
        new ProcessBuilder(node, script.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  JsonObject ask(JsonObject call) throws IOException {
    calls.write(call.toString());
    calls.newLine();
    calls.flush();
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("the program ended");
    }
    try (var reader = Json.createReader(new StringReader(answer))) {
      return reader.readObject();
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
