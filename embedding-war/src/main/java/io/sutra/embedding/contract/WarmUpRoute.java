package io.sutra.embedding.contract;

import io.sutra.domain.EmbeddingException;
import io.sutra.domain.InputType;
import io.sutra.embedding.service.WarmUp;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** {@code POST /cache/warm}: texts that will be asked for, one a line, as they are or as JSON. */
final class WarmUpRoute {

  private static final String TEXT = "text/plain";
  private static final String JSON_LINES = "application/x-ndjson";
  private static final String JSONL = "application/jsonl";

  /** Lines are remembered together while they have no more characters than this. */
  private static final int CHARACTERS_AT_A_TIME = 1 << 20;

  private WarmUpRoute() {}

  /** What a line is. */
  private enum Form {
    TEXT,
    JSON
  }

  /** Lines, and how each becomes a text. */
  private record Lines(LineReader reader, Form form) {

    /** The text of the next line, which is empty when the line has none; empty at the end. */
    Optional<Optional<String>> next() throws IOException {
      Optional<LineReader.Line> line = read();
      if (line.isEmpty()) {
        return Optional.empty();
      }
      Optional<String> text = line.get().text();
      boolean json = form == Form.JSON && text.isPresent() && !text.get().isBlank();
      return Optional.of(json ? JsonLine.text(text.get()) : text);
    }

    private Optional<LineReader.Line> read() {
      try {
        return reader.next();
      } catch (SocketTimeoutException e) {
        throw EmbeddingException.tooSlow();
      } catch (IOException e) {
        throw EmbeddingException.invalid(
            "unreadable_body",
            "The body cannot be read to its end: it is not what its headers say, or it is"
                + " damaged.");
      }
    }
  }

  static Route route() {
    return Route.of(
            "POST",
            "/cache/warm",
            WarmUpRoute::warm,
            Description.of("Remember texts, one a line")
                .details(
                    "A line is a text, or, as JSON lines, a string or an object with the field text."
                        + " Streams a JSON object a line: texts, cached, computed and failed so far. The last"
                        + " one has done, and error if it ended early. Blank lines are skipped.")
                .takes(new Description.Shape(TEXT, Optional.of(String.class)))
                .gives(new Description.Shape(JSON_LINES, Optional.empty()))
                .with(query("dimension", "Numbers to store, the default if absent"))
                .with(query("input_type", "query or document"))
                .with(query("model", "The model, the default one if absent"))
                .with(200, "Progress, as it is made")
                .with(400, "A parameter breaks a rule")
                .with(404, "An unknown model")
                .with(415, "The body is declared neither as plain text nor as JSON lines")
                .with(429, "Another warm-up is under way"))
        .streamed();
  }

  private static Description.Parameter query(String name, String meaning) {
    return new Description.Parameter(name, Description.Parameter.Position.QUERY, meaning);
  }

  private static Reply warm(Call call) throws IOException {
    InputStream body = call.stream(TEXT, JSON_LINES, JSONL);
    Form form = form(call);
    long longestLine = call.backend().settings().limits().maximumBodyBytes();
    OptionalInt dimension = dimension(call);
    Optional<InputType> inputType = inputType(call);
    Reply.Written progress =
        out -> {
          try (Backend.WarmingUp turn =
              call.backend().warmUp(dimension, inputType, call.query("model"))) {
            run(turn.work(), new Lines(new LineReader(body, longestLine), form), out);
          }
        };
    return new Reply(200, JSON_LINES, Map.of(), progress);
  }

  private static Form form(Call call) {
    String declared = call.header("Content-Type").orElse(TEXT).toLowerCase(Locale.ROOT);
    return declared.startsWith(JSON_LINES) || declared.startsWith(JSONL) ? Form.JSON : Form.TEXT;
  }

  private static OptionalInt dimension(Call call) {
    Optional<String> text = call.query("dimension");
    try {
      return text.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text.get()));
    } catch (NumberFormatException e) {
      throw EmbeddingException.invalid(
          "dimension", "invalid_type", "'dimension' must be a whole number, one that /info lists.");
    }
  }

  private static Optional<InputType> inputType(Call call) {
    return call.query("input_type")
        .map(
            name ->
                InputType.of(name)
                    .orElseThrow(
                        () ->
                            EmbeddingException.invalid(
                                "input_type",
                                "invalid_value",
                                "'input_type' must be \"query\" or \"document\".")));
  }

  private static void run(WarmUp warmUp, Lines lines, OutputStream out) throws IOException {
    Optional<EmbeddingException> failure = Optional.empty();
    try {
      List<String> texts = next(warmUp, lines);
      while (!texts.isEmpty()) {
        warmUp.remember(texts);
        texts = next(warmUp, lines);
        if (!texts.isEmpty()) {
          say(progress(warmUp), out);
        }
      }
    } catch (EmbeddingException e) {
      failure = Optional.of(e);
    }
    JsonObjectBuilder last = progress(warmUp).add("done", failure.isEmpty());
    failure.ifPresent(error -> last.add("error", error.getMessage()));
    say(last, out);
  }

  /** The texts of the next lines; none at the end. */
  private static List<String> next(WarmUp warmUp, Lines lines) throws IOException {
    List<String> texts = new ArrayList<>();
    int characters = 0;
    while (texts.size() < WarmUp.TEXTS_AT_A_TIME && characters < CHARACTERS_AT_A_TIME) {
      Optional<Optional<String>> line = lines.next();
      if (line.isEmpty()) {
        break;
      }
      Optional<String> text = line.get();
      if (text.isEmpty()) {
        warmUp.skip();
      } else if (!text.get().isBlank()) {
        texts.add(text.get());
        characters += text.get().length();
      }
    }
    return List.copyOf(texts);
  }

  private static JsonObjectBuilder progress(WarmUp warmUp) {
    WarmUp.Progress progress = warmUp.progress();
    return Json.createObjectBuilder()
        .add("texts", progress.texts())
        .add("cached", progress.cached())
        .add("computed", progress.computed())
        .add("failed", progress.failed());
  }

  private static void say(JsonObjectBuilder line, OutputStream out) throws IOException {
    out.write((line.build() + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
