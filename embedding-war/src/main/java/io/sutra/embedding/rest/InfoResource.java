package io.sutra.embedding.rest;

import io.sutra.domain.vector.Rotation;
import io.sutra.embedding.config.EmbeddingSettings;
import io.sutra.embedding.service.ModelProfile;
import io.sutra.embedding.service.ProfileSource;
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
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** {@code GET /info}: which models, which dimensions, which limits, which version. */
@Path("info")
@Singleton
public class InfoResource {

  private final EmbeddingSettings settings;
  private final ProfileSource profiles;
  private final String version = ProductVersion.read();

  @Inject
  public InfoResource(EmbeddingSettings settings, ProfileSource profiles) {
    this.settings = settings;
    this.profiles = profiles;
  }

  /** The default model is null until one was heard of. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "What is served: model, fingerprint, dimensions, limits, cache, version")
  @APIResponse(responseCode = "200", description = "A JSON object")
  @APIResponse(responseCode = "401", description = "No key, or a wrong one")
  public String info() {
    Optional<ModelProfile> first = profiles.first();
    JsonArrayBuilder models = Json.createArrayBuilder();
    profiles.all().forEach(model -> models.add(model(model)));
    JsonObjectBuilder info =
        Json.createObjectBuilder().add("service", "embedding").add("version", version);
    first.ifPresentOrElse(model -> info.add("model", model(model)), () -> info.addNull("model"));
    info.add("models", models);
    first.ifPresent(
        model ->
            info.add("default_dimension", settings.defaultDimension().orElse(model.dimension())));
    EmbeddingSettings.Cache cache = settings.cache();
    return info.add(
            "limits",
            Json.createObjectBuilder()
                .add("max_request_bytes", settings.limits().maximumBodyBytes())
                .add("max_request_texts", settings.limits().maximumTexts())
                .add("max_request_tokens", settings.limits().maximumTokens())
                .add("request_timeout_seconds", settings.requestTimeout().toSeconds()))
        .add(
            "cache",
            Json.createObjectBuilder()
                .add("enabled", cache.enabled())
                .add("l1_capacity", cache.memoryCapacity())
                .add("ttl_seconds", cache.timeToLive().toSeconds()))
        .build()
        .toString();
  }

  private static JsonObjectBuilder model(ModelProfile model) {
    return Json.createObjectBuilder()
        .add("name", model.name())
        .add("fingerprint", model.fingerprint())
        .add("max_tokens", model.window())
        .add("vocabulary_size", model.vocabularySize())
        .add("dimension", model.dimension())
        .add("dimensions", Json.createArrayBuilder(model.dimensions()))
        .add("query_prefix", model.queryPrefix())
        .add("document_prefix", model.documentPrefix())
        .add("matryoshka", model.rotation().isPresent() ? "rotation" : "truncation")
        .add("rotation", model.rotation().map(Rotation::checksum).orElse(""));
  }
}
