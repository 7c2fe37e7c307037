package io.sutra.embedding.rest;

import io.sutra.embedding.config.EmbeddingSettings;
import io.sutra.embedding.mlbase.TokenizerClient;
import io.sutra.web.BodyBudget;
import io.sutra.web.BoundedBody;
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
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** {@code POST /tokenize}: token ids and counts, which ml-base knows. */
@Path("tokenize")
@Singleton
public class TokenizeResource {

  private final TokenizerClient tokenizer;
  private final EmbeddingSettings settings;
  private final BodyBudget bodies;

  /** ml-base is waited for here. */
  private final Executor waiting = Executors.newVirtualThreadPerTaskExecutor();

  @Inject
  public TokenizeResource(
      TokenizerClient tokenizer, EmbeddingSettings settings, BodyBudget bodies) {
    this.tokenizer = tokenizer;
    this.settings = settings;
    this.bodies = bodies;
  }

  /** Gives the body on as it is; ml-base checks it and objects in the words of this service. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Count tokens",
      description = "The token ids of each text, special tokens included, and how many there are.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = OpenApiSchemas.Tokenize.class)))
  @APIResponse(
      responseCode = "200",
      description = "The tokens",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = OpenApiSchemas.Tokenized.class)))
  @APIResponse(responseCode = "400", description = "A field breaks a rule; the message says which")
  @APIResponse(responseCode = "401", description = "No key, or a wrong one")
  @APIResponse(responseCode = "404", description = "An unknown model")
  @APIResponse(responseCode = "408", description = "The body came too slowly")
  @APIResponse(responseCode = "413", description = "The body is too large")
  @APIResponse(responseCode = "415", description = "The body is not declared as JSON")
  @APIResponse(responseCode = "429", description = "Too busy; Retry-After says when to come back")
  @APIResponse(responseCode = "503", description = "ml-base cannot be reached")
  public CompletionStage<byte[]> tokenize(InputStream body, @Context HttpServletRequest caller)
      throws IOException {
    int room = bodies.reserve(caller.getContentLength());
    try {
      BoundedBody whole = BoundedBody.read(body, settings.limits().maximumBodyBytes());
      byte[] bytes = Arrays.copyOf(whole.bytes(), whole.length());
      return CompletableFuture.supplyAsync(() -> tokenizer.tokenize(bytes), waiting)
          .whenComplete((answer, failure) -> bodies.release(room));
    } catch (IOException | RuntimeException e) {
      bodies.release(room);
      throw e;
    }
  }
}
