package io.sutra.embedding.contract;

import io.sutra.domain.FieldNames;
import io.sutra.domain.RequestLimits;
import io.sutra.domain.vector.Rotation;
import io.sutra.embedding.service.CacheCounters;
import io.sutra.embedding.service.ModelProfile;
import io.sutra.web.OpenApiDocument;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * What operators ask of the service, whatever contracts are open: {@code /info}, {@code /cache}.
 */
public final class OperatorContract implements Contract {

  @Override
  public String name() {
    return "operator";
  }

  @Override
  public FieldNames names() {
    return FieldNames.PLAIN;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.of(
            "GET",
            "/info",
            OperatorContract::info,
            Description.of(
                "What is served: model, fingerprint, dimensions, limits, cache, version")),
        Route.of(
            "GET",
            "/cache/stats",
            OperatorContract::statistics,
            Description.of(
                "Hits and misses, counted per text; rates are shares of total_requests")),
        Route.of(
            "DELETE",
            "/cache",
            OperatorContract::clear,
            Description.of("Forget every vector, in memory and in the shard")
                .with(200, "All is forgotten")
                .with(503, "The shard did not confirm it; send it again")),
        WarmUpRoute.route(),
        Route.of(
                "GET",
                OpenApiDocument.PATH,
                OperatorContract::document,
                // The complement of all documents describes it.
                Description.of("This document"))
            .open());
  }

  /** The default model is null until one was heard of. */
  private static Reply info(Call call) {
    List<ModelProfile> served = call.backend().models();
    var settings = call.backend().settings();
    JsonArrayBuilder models = Json.createArrayBuilder();
    served.forEach(model -> models.add(json(model)));
    JsonObjectBuilder info =
        Json.createObjectBuilder()
            .add("service", "embedding")
            .add("version", call.backend().version());
    if (served.isEmpty()) {
      info.addNull("model").add("models", models);
    } else {
      info.add("model", json(served.getFirst()))
          .add("models", models)
          .add(
              "default_dimension",
              settings.defaultDimension().orElse(served.getFirst().dimension()));
      addForHuggingFace(info, served.getFirst(), settings.limits());
    }
    return Reply.json(
        info.add(
                "limits",
                Json.createObjectBuilder()
                    .add("max_request_bytes", settings.limits().maximumBodyBytes())
                    .add("max_request_texts", settings.limits().maximumTexts())
                    .add("max_request_tokens", settings.limits().maximumTokens())
                    .add("request_timeout_seconds", settings.requestTimeout().toSeconds()))
            .add(
                "cache",
                Json.createObjectBuilder()
                    .add("enabled", settings.cache().enabled())
                    .add("l1_capacity", settings.cache().memoryCapacity())
                    .add("ttl_seconds", settings.cache().timeToLive().toSeconds()))
            .build()
            .toString());
  }

  /** The keys under which clients of text-embeddings-inference look for the same. */
  private static void addForHuggingFace(
      JsonObjectBuilder info, ModelProfile model, RequestLimits limits) {
    info.add("model_id", model.name())
        .add("model_sha", model.fingerprint())
        .add("max_input_length", model.window())
        .add("max_batch_tokens", limits.maximumTokens())
        .add("max_client_batch_size", limits.maximumTexts())
        .add("auto_truncate", true);
  }

  private static JsonObjectBuilder json(ModelProfile model) {
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

  private static Reply statistics(Call call) {
    Backend.CacheReport report = call.backend().caches();
    CacheCounters.Snapshot counts = report.counts();
    return Reply.json(
        Json.createObjectBuilder()
            .add("l1_size", report.inMemory())
            .add("l1_hits", counts.memoryHits())
            .add("l1_misses", counts.memoryMisses())
            .add("l1_hit_rate", counts.share(counts.memoryHits()))
            .add("l2_hits", counts.sharedHits())
            .add("l2_misses", counts.sharedMisses())
            .add("l2_hit_rate", counts.share(counts.sharedHits()))
            .add("combined_hit_rate", counts.share(counts.memoryHits() + counts.sharedHits()))
            .add("total_requests", counts.requested())
            .add("computed", counts.computed())
            .add("joined", counts.joined())
            .add("l2_available", report.shardAvailable())
            .add("l2_written", report.written())
            .add("l2_dropped", report.dropped())
            .build()
            .toString());
  }

  private static Reply clear(Call call) {
    return Reply.json(
        Json.createObjectBuilder()
            .add("cleared", true)
            .add("l1_cleared", call.backend().forgetAll())
            .build()
            .toString());
  }

  private static Reply document(Call call) throws IOException {
    OpenApiDocument document = OpenApiDocument.chosen(call.query("format"), call.header("Accept"));
    return new Reply(200, document.mediaType(), Map.of(), new Reply.Whole(document.read()));
  }
}
