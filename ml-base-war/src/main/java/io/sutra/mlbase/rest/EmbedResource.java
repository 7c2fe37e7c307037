package io.sutra.mlbase.rest;

import io.sutra.domain.EmbedRequest;
import io.sutra.domain.EmbedResponse;
import io.sutra.domain.EmbeddingException;
import io.sutra.mlbase.config.MlBaseSettings;
import io.sutra.mlbase.inference.EmbeddingParts;
import io.sutra.mlbase.inference.EmbeddingService;
import io.sutra.mlbase.inference.ServedModels;
import io.sutra.web.BodyBudget;
import io.sutra.web.EmbedRequestParser;
import io.sutra.web.ErrorMapper;
import io.sutra.web.Evidence;
import io.sutra.web.OpenApiSchemas;
import io.sutra.web.RawEmbeddings;
import io.sutra.web.VectorStream;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** {@code POST /embed}: texts in, vectors out. */
@Path("embed")
@Singleton
public class EmbedResource {

  /** What proxies write to their logs for it; nobody receives it. */
  private static final int CALLER_GONE = 499;

  private final ServedModels models;
  private final MlBaseSettings settings;
  private final DepartedCallers departedCallers;
  private final BodyBudget bodies;

  /** Answers are written here, so that no inference thread waits for a client's socket. */
  private final Executor answering = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * As many single texts as can be computed at once are computed on the server's own threads, which
   * is quicker than to put their requests aside and take them up again.
   */
  private final Semaphore waiting;

  @Inject
  public EmbedResource(
      ServedModels models, MlBaseSettings settings, DepartedCallers departedCallers) {
    this.models = models;
    this.departedCallers = departedCallers;
    this.settings = settings;
    this.bodies = new BodyBudget(settings.limits().maximumBodyBytes());
    this.waiting = new Semaphore(settings.inferenceThreads());
  }

  /** Reads the texts, and answers when their vectors are there. */
  @POST
  @WithRoom
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces({MediaType.APPLICATION_JSON, RawEmbeddings.MEDIA_TYPE, VectorStream.MEDIA_TYPE})
  @Operation(summary = "Embed texts", description = "One vector per text, in the order given.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = OpenApiSchemas.Embed.class)))
  @APIResponse(
      responseCode = "200",
      description = "The vectors",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = OpenApiSchemas.Embedded.class)))
  @APIResponse(responseCode = "400", description = "A field breaks a rule; the message says which")
  @APIResponse(responseCode = "404", description = "An unknown model")
  @APIResponse(responseCode = "408", description = "The body came too slowly")
  @APIResponse(responseCode = "413", description = "The body is too large")
  @APIResponse(responseCode = "415", description = "The body is not declared as JSON")
  @APIResponse(responseCode = "429", description = "Too busy; Retry-After says when to come back")
  @APIResponse(responseCode = "503", description = "Not ready, or not computed in time")
  public CompletionStage<Response> embed(InputStream body, @Context HttpServletRequest caller)
      throws IOException {
    int room = bodies.reserve(caller.getContentLength());
    try {
      EmbedRequest request = EmbedRequestParser.parse(body, settings.limits());
      return embed(request, models.service(request.model()), caller);
    } catch (EmbeddingException e) {
      // Thrown on, it would be wrapped twice, each time with the stack of the whole server, and
      // refusals under overload must be cheap.
      return CompletableFuture.completedFuture(ErrorMapper.of(e));
    } finally {
      bodies.release(room);
    }
  }

  private CompletionStage<Response> embed(
      EmbedRequest request, EmbeddingService service, HttpServletRequest caller) {
    if (VectorStream.MEDIA_TYPE.equals(caller.getHeader(HttpHeaders.ACCEPT))) {
      return inParts(request, service, caller);
    }
    if (request.input().size() == 1 && service.isIdle() && waiting.tryAcquire()) {
      try {
        return CompletableFuture.completedFuture(answer(service, service.embedAndWait(request)));
      } finally {
        waiting.release();
      }
    }
    CompletableFuture<EmbedResponse> answer = service.embed(request);
    departedCallers.watch(caller, answer);
    return answer
        .handleAsync(
            (response, failure) ->
                failure instanceof CancellationException
                    ? CompletableFuture.completedStage(Response.status(CALLER_GONE).build())
                    : answer.thenApply(computed -> answer(service, computed)),
            answering)
        .thenCompose(Function.identity());
  }

  /** A single text comes in parts too, but without being put aside. */
  private CompletionStage<Response> inParts(
      EmbedRequest request, EmbeddingService service, HttpServletRequest caller) {
    if (request.input().size() == 1 && service.isIdle() && waiting.tryAcquire()) {
      try {
        EmbedResponse response = service.embedAndWait(request);
        return CompletableFuture.completedFuture(inParts(service, VectorStreamBody.of(response)));
      } finally {
        waiting.release();
      }
    }
    EmbeddingParts parts = service.embedInParts(request);
    departedCallers.watch(caller, parts.ended());
    return parts
        .begun()
        .thenApplyAsync(
            begun ->
                parts
                    .failureBeforeAnyVector()
                    .map(ErrorMapper::of)
                    .orElseGet(() -> inParts(service, new VectorStreamBody(parts))),
            answering);
  }

  private Response inParts(EmbeddingService service, Object body) {
    return Response.ok(body, VectorStream.MEDIA_TYPE)
        .header(Evidence.FINGERPRINT, settings.fingerprint(service.model()))
        .build();
  }

  /** Says which model gave it; whoever remembers vectors must know. */
  private Response answer(EmbeddingService service, EmbedResponse response) {
    return Response.fromResponse(Evidence.of(response))
        .header(Evidence.FINGERPRINT, settings.fingerprint(service.model()))
        .build();
  }
}
