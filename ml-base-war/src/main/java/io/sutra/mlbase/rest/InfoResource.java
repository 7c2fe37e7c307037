package io.sutra.mlbase.rest;

import io.sutra.domain.vector.Rotation;
import io.sutra.mlbase.config.MlBaseSettings;
import io.sutra.mlbase.model.ModelDescription;
import io.sutra.web.server.ProductVersion;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** {@code GET /info}: which models, which dimensions, which limits, which version. */
@Path("info")
@Singleton
public class InfoResource {

  private final String body;

  /** Nothing in the answer changes while the server runs, so it is written once. */
  @Inject
  public InfoResource(MlBaseSettings settings) {
    JsonArrayBuilder models = Json.createArrayBuilder();
    settings.models().forEach(model -> models.add(json(model, settings)));
    JsonObjectBuilder info =
        Json.createObjectBuilder()
            .add("service", "ml-base")
            .add("version", ProductVersion.read())
            .add("model", json(settings.defaultModel(), settings))
            .add("models", models)
            .add("default_dimension", settings.defaultDimension(settings.defaultModel()))
            .add(
                "limits",
                Json.createObjectBuilder()
                    .add("max_request_bytes", settings.limits().maximumBodyBytes())
                    .add("max_request_texts", settings.limits().maximumTexts())
                    .add("max_request_tokens", settings.limits().maximumTokens())
                    .add("queue_tokens", settings.queueTokens())
                    .add("request_timeout_seconds", settings.requestTimeout().toSeconds()))
            .add("inference_threads", settings.inferenceThreads());
    if (settings.inferenceIsReplaced()) {
      info.add("test_inference_wait_ms", settings.testInferenceWait().toMillis());
    }
    body = info.build().toString();
  }

  private static JsonObjectBuilder json(ModelDescription model, MlBaseSettings settings) {
    return Json.createObjectBuilder()
        .add("name", model.name())
        .add("fingerprint", settings.fingerprint(model))
        .add("source", model.source())
        .add("licence", model.licence())
        .add("precision", model.precision().label())
        .add("pooling", model.pooling().name().toLowerCase(Locale.ROOT))
        .add("max_tokens", model.maximumTokens())
        .add("vocabulary_size", model.vocabularySize())
        .add("dimension", model.dimension())
        .add("dimensions", Json.createArrayBuilder(model.dimensions()))
        .add("query_prefix", model.queryPrefix())
        .add("document_prefix", model.documentPrefix())
        .add("matryoshka", model.rotation().isPresent() ? "rotation" : "truncation")
        .add("rotation", model.rotation().map(Rotation::checksum).orElse(""));
  }

  /** The same bytes every time. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "What is served: model, fingerprint, dimensions, limits, version")
  @APIResponse(responseCode = "200", description = "A JSON object")
  public String info() {
    return body;
  }
}
