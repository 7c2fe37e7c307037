package io.sutra.mlbase.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.sutra.domain.TokenizeRequest;
import io.sutra.mlbase.config.MlBaseSettings;
import io.sutra.mlbase.inference.EmbeddingService;
import io.sutra.mlbase.inference.ServedModels;
import io.sutra.mlbase.inference.TokenSequence;
import io.sutra.mlbase.model.ModelDescription;
import io.sutra.web.BodyBudget;
import io.sutra.web.Evidence;
import io.sutra.web.OpenApiSchemas;
import io.sutra.web.TokenizeRequestParser;
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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** {@code POST /tokenize}: the token ids of texts, and how many there are. */
@Path("tokenize")
@Singleton
public class TokenizeResource {

  private static final JsonFactory JSON = new JsonFactory();

  private final ServedModels models;
  private final MlBaseSettings settings;
  private final BodyBudget bodies;

  @Inject
  public TokenizeResource(ServedModels models, MlBaseSettings settings) {
    this.models = models;
    this.settings = settings;
    this.bodies = new BodyBudget(settings.limits().maximumBodyBytes());
  }

  /** Answers on the server's own thread; no inference is needed. */
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
  @APIResponse(responseCode = "404", description = "An unknown model")
  @APIResponse(responseCode = "408", description = "The body came too slowly")
  @APIResponse(responseCode = "413", description = "The body is too large")
  @APIResponse(responseCode = "415", description = "The body is not declared as JSON")
  @APIResponse(responseCode = "429", description = "Too busy; Retry-After says when to come back")
  @APIResponse(responseCode = "503", description = "Not ready")
  public Response tokenize(InputStream body, @Context HttpServletRequest caller)
      throws IOException {
    int room = bodies.reserve(caller.getContentLength());
    try {
      TokenizeRequest request = TokenizeRequestParser.parse(body, settings.limits());
      EmbeddingService service = models.service(request.model());
      return Response.ok(json(service.model(), service.tokenize(request)))
          .header(Evidence.FINGERPRINT, settings.fingerprint(service.model()))
          .build();
    } finally {
      bodies.release(room);
    }
  }

  private static byte[] json(ModelDescription model, List<TokenSequence> texts) throws IOException {
    int total = texts.stream().mapToInt(TokenSequence::length).sum();
    var out = new ByteArrayOutputStream(6 * total + 8 * texts.size() + 128);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeArrayFieldStart("tokens");
      for (TokenSequence text : texts) {
        long[] ids = new long[text.length()];
        text.copyTo(ids, 0);
        json.writeArray(ids, 0, ids.length);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("counts");
      for (TokenSequence text : texts) {
        json.writeNumber(text.length());
      }
      json.writeEndArray();
      json.writeNumberField("total_tokens", total);
      json.writeNumberField("max_tokens", model.maximumTokens());
      json.writeStringField("model", model.name());
      json.writeEndObject();
    }
    return out.toByteArray();
  }
}
