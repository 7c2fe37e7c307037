package io.sutra.embedding.rest;

import io.sutra.embedding.health.ServiceState;
import io.sutra.embedding.metrics.CacheMetrics;
import io.sutra.embedding.service.CacheCounters;
import io.sutra.embedding.service.Caches;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.Json;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** {@code /cache}: what is remembered, in numbers, and how to forget it. */
@Path("cache")
@Singleton
public class CacheResource {

  private final Caches caches;
  private final CacheCounters counters;
  private final CacheMetrics metrics;
  private final ServiceState.Source state;

  /** The shard is waited for here. */
  private final Executor waiting = Executors.newVirtualThreadPerTaskExecutor();

  @Inject
  public CacheResource(
      Caches caches, CacheCounters counters, CacheMetrics metrics, ServiceState.Source state) {
    this.caches = caches;
    this.counters = counters;
    this.metrics = metrics;
    this.state = state;
  }

  /** Counted per text, since the start of this service. */
  @GET
  @Path("stats")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Hits and misses, counted per text; rates are shares of total_requests")
  @APIResponse(responseCode = "200", description = "A JSON object")
  @APIResponse(responseCode = "401", description = "No key, or a wrong one")
  public String stats() {
    CacheCounters.Snapshot counts = counters.snapshot();
    return Json.createObjectBuilder()
        .add("l1_size", caches.memory().size())
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
        .add("l2_available", state.state().shardReachable())
        .add("l2_written", metrics.writtenVectors())
        .add("l2_dropped", metrics.droppedVectors())
        .build()
        .toString();
  }

  /** Forgets everything, here and in the shard. */
  @DELETE
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Forget every vector, in memory and in the shard")
  @APIResponse(responseCode = "200", description = "All is forgotten")
  @APIResponse(responseCode = "401", description = "No key, or a wrong one")
  @APIResponse(responseCode = "503", description = "The shard did not confirm it; send it again")
  public CompletionStage<String> clear() {
    return CompletableFuture.supplyAsync(
        () ->
            Json.createObjectBuilder()
                .add("cleared", true)
                .add("l1_cleared", caches.clear())
                .build()
                .toString(),
        waiting);
  }
}
