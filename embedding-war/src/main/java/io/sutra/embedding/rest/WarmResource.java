package io.sutra.embedding.rest;

import io.sutra.domain.EmbeddingException;
import io.sutra.domain.InputType;
import io.sutra.embedding.config.EmbeddingSettings;
import io.sutra.embedding.service.EmbeddingService;
import io.sutra.embedding.service.WarmUp;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** {@code POST /cache/warm}: texts that will be asked for. */
@Path("cache/warm")
@Singleton
public class WarmResource {

  private static final String PROGRESS = "application/x-ndjson";

  private final EmbeddingService service;
  private final EmbeddingSettings settings;

  /** One at a time: a second one would only compete with the first for the same model. */
  private final Semaphore turn = new Semaphore(1);

  /** The shard and ml-base are waited for here. */
  private final Executor waiting = Executors.newVirtualThreadPerTaskExecutor();

  @Inject
  public WarmResource(EmbeddingService service, EmbeddingSettings settings) {
    this.service = service;
    this.settings = settings;
  }

  /** Reads a text a line and says after every few how far it is; the last line says done. */
  @POST
  @Consumes(MediaType.TEXT_PLAIN)
  @Produces(PROGRESS)
  @Operation(
      summary = "Remember texts, one a line",
      description =
          "Streams a JSON object a line: texts, cached, computed and failed so far. The last one has"
              + " done, and error if it ended early. Blank lines are skipped.")
  @APIResponse(responseCode = "200", description = "Progress, as it is made")
  @APIResponse(responseCode = "400", description = "A parameter breaks a rule")
  @APIResponse(responseCode = "401", description = "No key, or a wrong one")
  @APIResponse(responseCode = "404", description = "An unknown model")
  @APIResponse(responseCode = "415", description = "The body is not declared as plain text")
  @APIResponse(responseCode = "429", description = "Another warm-up is under way")
  public Response warm(
      InputStream body,
      @Parameter(description = "Numbers to store, the default if absent") @QueryParam("dimension")
          @Nullable String dimension,
      @Parameter(description = "query or document") @QueryParam("input_type")
          @Nullable String inputType,
      @Parameter(description = "The model, the default one if absent") @QueryParam("model")
          @Nullable String model) {
    var warmUp =
        new WarmUp(service, dimension(dimension), inputType(inputType), Optional.ofNullable(model));
    if (!turn.tryAcquire()) {
      throw EmbeddingException.busy(
          "Another warm-up is under way; send this one when that is done.", Duration.ofSeconds(5));
    }
    StreamingOutput progress =
        out -> {
          try {
            run(warmUp, body, out);
          } finally {
            turn.release();
          }
        };
    return Response.ok(progress, PROGRESS).build();
  }

  private static OptionalInt dimension(@Nullable String text) {
    if (text == null) {
      return OptionalInt.empty();
    }
    try {
      return OptionalInt.of(Integer.parseInt(text));
    } catch (NumberFormatException e) {
      throw EmbeddingException.invalid(
          "dimension", "invalid_type", "'dimension' must be a whole number, one that /info lists.");
    }
  }

  private static Optional<InputType> inputType(@Nullable String name) {
    if (name == null) {
      return Optional.empty();
    }
    return Optional.of(
        InputType.of(name)
            .orElseThrow(
                () ->
                    EmbeddingException.invalid(
                        "input_type",
                        "invalid_value",
                        "'input_type' must be \"query\" or \"document\".")));
  }

  private void run(WarmUp warmUp, InputStream body, OutputStream out) throws IOException {
    var lines = new LineReader(body, settings.limits().maximumBodyBytes());
    List<String> texts = new ArrayList<>();
    Optional<EmbeddingException> failure = Optional.empty();
    while (failure.isEmpty()) {
      Optional<LineReader.Line> line = lines.next();
      if (line.isPresent()) {
        line.get()
            .text()
            .ifPresentOrElse(
                text -> {
                  if (!text.isBlank()) {
                    texts.add(text);
                  }
                },
                warmUp::skip);
      }
      boolean end = line.isEmpty();
      if (texts.size() == WarmUp.TEXTS_AT_A_TIME || (end && !texts.isEmpty())) {
        failure = remember(warmUp, List.copyOf(texts));
        texts.clear();
        if (!end && failure.isEmpty()) {
          say(progress(warmUp), out);
        }
      }
      if (end) {
        break;
      }
    }
    JsonObjectBuilder last = progress(warmUp).add("done", failure.isEmpty());
    failure.ifPresent(error -> last.add("error", error.getMessage()));
    say(last, out);
  }

  private Optional<EmbeddingException> remember(WarmUp warmUp, List<String> texts) {
    try {
      CompletableFuture.runAsync(() -> warmUp.remember(texts), waiting).join();
      return Optional.empty();
    } catch (CompletionException e) {
      if (e.getCause() instanceof EmbeddingException domain) {
        return Optional.of(domain);
      }
      throw e;
    }
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
