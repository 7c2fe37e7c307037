package io.sutra.embedding.rest;

import io.sutra.embedding.service.EmbeddingService;
import io.sutra.embedding.service.Resolution;
import io.sutra.web.OpenApiSchemas;
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

/** {@code POST /embed}: texts in, vectors out. */
@Path("embed")
@Singleton
public class EmbedResource {

  private final EmbeddingService service;
  private final AnswerWriter answers;

  /**
   * Whoever waits for the shard or for ml-base waits here, and goes on when its caller has gone.
   */
  private final Executor waiting = Executors.newVirtualThreadPerTaskExecutor();

  @Inject
  public EmbedResource(EmbeddingService service, AnswerWriter answers) {
    this.service = service;
    this.answers = answers;
  }

  /** Answers what {@link MemoryFilter} could not. */
  @POST
  @FromMemory
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
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
  @APIResponse(responseCode = "401", description = "No key, or a wrong one")
  @APIResponse(responseCode = "404", description = "An unknown model")
  @APIResponse(responseCode = "408", description = "The body came too slowly")
  @APIResponse(responseCode = "413", description = "The body is too large")
  @APIResponse(responseCode = "415", description = "The body is not declared as JSON")
  @APIResponse(responseCode = "429", description = "Too busy; Retry-After says when to come back")
  @APIResponse(
      responseCode = "503",
      description = "A text is not cached and ml-base cannot be reached, or did not answer in time")
  public CompletionStage<Response> embed(@Context HttpServletRequest request) {
    var lookup = (Resolution) request.getAttribute(MemoryFilter.LOOKUP);
    return CompletableFuture.supplyAsync(() -> answers.write(service.complete(lookup)), waiting);
  }
}
