package io.sutra.embedding.openai;

import io.sutra.domain.EmbeddingException;
import io.sutra.embedding.openai.EmbeddingsFilter.Pending;
import io.sutra.embedding.service.EmbeddingService;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** {@code POST /v1/embeddings}: texts in, vectors out, in OpenAI's words. */
@Path("v1/embeddings")
@Singleton
public class EmbeddingsResource {

  private final EmbeddingService service;
  private final EmbeddingsAnswer answers;

  /**
   * Whoever waits for the shard or for ml-base waits here, and goes on when its caller has gone.
   */
  private final Executor waiting = Executors.newVirtualThreadPerTaskExecutor();

  @Inject
  public EmbeddingsResource(EmbeddingService service, EmbeddingsAnswer answers) {
    this.service = service;
    this.answers = answers;
  }

  /** Answers what {@link EmbeddingsFilter} could not. */
  @POST
  @FromMemory
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "createEmbedding",
      summary = "Embed texts, for OpenAI's clients",
      description = "One vector per text, in the order given; the same vectors as /embed.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = OpenAiSchemas.EmbeddingRequest.class)))
  @APIResponse(
      responseCode = "200",
      description = "The vectors",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = OpenAiSchemas.EmbeddingList.class)))
  @APIResponse(responseCode = "400", description = "A field breaks a rule; the message says which")
  @APIResponse(responseCode = "401", description = "No key, or a wrong one")
  @APIResponse(responseCode = "404", description = "An unknown model")
  @APIResponse(responseCode = "408", description = "The body came too slowly")
  @APIResponse(responseCode = "413", description = "The body is too large")
  @APIResponse(responseCode = "415", description = "The body is not declared as JSON")
  @APIResponse(
      responseCode = "429",
      description = "Too busy; Retry-After and retry-after-ms say when to come back")
  @APIResponse(
      responseCode = "503",
      description = "A text is not cached and ml-base cannot be reached, or did not answer in time")
  public CompletionStage<Response> embed(@Context HttpServletRequest request) {
    var pending = (Pending) request.getAttribute(EmbeddingsFilter.PENDING);
    return CompletableFuture.supplyAsync(() -> complete(pending), waiting);
  }

  private Response complete(Pending pending) {
    try {
      return answers.write(service.complete(pending.lookup()), pending.encoding());
    } catch (EmbeddingException e) {
      throw FieldNames.translate(e);
    }
  }
}
