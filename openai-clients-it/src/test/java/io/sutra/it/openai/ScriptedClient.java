package io.sutra.it.openai;

import io.sutra.it.SutraInstance;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A client of another language in a process of its own, which takes a call a line ({@code
 * clients.py}, {@code clients.mjs}). Not thread-safe.
 */
final class ScriptedClient implements EmbeddingsClient, AutoCloseable {

  private static final Path MODULE = SutraInstance.ROOT.resolve("openai-clients-it");

  private final Process process;
  private final BufferedWriter calls;
  private final BufferedReader answers;
  private final String name;
  private final String url;

  /**
   * How scripts of a language are installed and run.
   *
   * @param folder of the sources
   * @param script in that folder
   * @param target below {@code target}, for what is installed
   * @param option of the installation; empty for none
   */
  private record Language(String folder, String script, String target, String option) {}

  private ScriptedClient(Process process, String name, String url) {
    this.process = process;
    this.name = name;
    this.url = url;
    calls = process.outputWriter(StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /** A client from npm. */
  static ScriptedClient node(String name, String url) {
    return start(new Language("node", "clients.mjs", "node", ""), name, url);
  }

  /**
   * A client from PyPI.
   *
   * @param set of requirements that it is in
   */
  static ScriptedClient python(String set, String name, String url) {
    return start(new Language("python", "clients.py", "python-" + set, set), name, url);
  }

  private static ScriptedClient start(Language language, String name, String url) {
    try {
      Path source = MODULE.resolve("src").resolve(language.folder());
      Path target = MODULE.resolve("target").resolve(language.target());
      List<String> command = new ArrayList<>(List.of(source.resolve("install.sh").toString()));
      command.add(target.toString());
      if (!language.option().isEmpty()) {
        command.add(language.option());
      }
      Process install =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      String interpreter =
          new String(install.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (install.waitFor() != 0) {
        throw new IllegalStateException("The client " + name + " cannot be installed; see above");
      }
      Path script =
          Files.copy(
              source.resolve(language.script()),
              target.resolve(language.script()),
              StandardCopyOption.REPLACE_EXISTING);
      return new ScriptedClient(
          new ProcessBuilder(interpreter, script.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start(),
          name,
          url);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the client threw. */
  static final class Thrown extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean own;
    private final int status;

    Thrown(JsonObject answer) {
      super(answer.toString());
      own = !answer.getString("module").equals("builtins");
      status = answer.getInt("status");
    }
  }

  @Override
  public List<float[]> embed(Call call) throws Exception {
    JsonObject answer = ask(call, Json.createObjectBuilder());
    return answer.getJsonArray("vectors").getValuesAs(JsonString.class).stream()
        .map(vector -> Vectors.ofBase64(vector.getString()))
        .toList();
  }

  /** The client's answer to a call with {@code more} fields. */
  JsonObject ask(Call call, JsonObjectBuilder more) throws Exception {
    more.add("client", name)
        .add("url", url)
        .add("key", call.key())
        .add("model", call.model())
        .add("texts", Json.createArrayBuilder(call.texts()))
        .add("retries", call.retries());
    call.dimensions().ifPresent(number -> more.add("dimensions", number));
    if (call.extra().containsKey("truncate")) {
      more.add("truncate", Boolean.parseBoolean(call.extra().get("truncate")));
    }
    calls.write(more.build().toString());
    calls.newLine();
    calls.flush();
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("the program ended");
    }
    try (var reader = Json.createReader(new StringReader(line))) {
      JsonObject answer = reader.readObject();
      if (answer.containsKey("thrown")) {
        throw new Thrown(answer);
      }
      return answer;
    }
  }

  @Override
  public Optional<Failure> typeOf(Throwable thrown) {
    return thrown instanceof Thrown error && error.own ? ofStatus(error.status) : Optional.empty();
  }

  /** What an exception with that status means. */
  static Optional<Failure> ofStatus(int status) {
    return switch (status) {
      case 400 -> Optional.of(Failure.BAD_REQUEST);
      case 401 -> Optional.of(Failure.UNAUTHORIZED);
      case 404 -> Optional.of(Failure.UNKNOWN_MODEL);
      case 429 -> Optional.of(Failure.RATE_LIMIT);
      default -> Optional.empty();
    };
  }

  @Override
  public void close() {
    process.destroy();
  }
}
