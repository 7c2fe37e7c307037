package io.sutra.embedding.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/** The three questions of MicroProfile Health, answered from one state. */
@ApplicationScoped
public class HealthChecks {

  /** The process answers: whoever can ask has the answer. */
  @Produces
  @Liveness
  HealthCheck live() {
    return () -> HealthCheckResponse.up("embedding");
  }

  /** A model is known, from ml-base or from the last run. */
  @Produces
  @Startup
  HealthCheck started(ServiceState.Source source) {
    return () -> response("model-known", source.state().model().isPresent(), source.state());
  }

  /** Cached texts can be answered, and the service is not stopping. */
  @Produces
  @Readiness
  HealthCheck ready(ServiceState.Source source) {
    return () -> {
      ServiceState state = source.state();
      boolean ready = state.model().isPresent() && state.problem().isEmpty() && !state.draining();
      return response("ready-to-answer", ready, state);
    };
  }

  private static HealthCheckResponse response(String name, boolean up, ServiceState state) {
    HealthCheckResponseBuilder builder =
        HealthCheckResponse.named(name)
            .status(up)
            .withData("state", word(state))
            .withData("ml_base", state.mlBaseReachable() ? "reachable" : "unreachable")
            .withData(
                "cache_shard",
                !state.cacheEnabled()
                    ? "disabled"
                    : state.shardReachable() ? "reachable" : "unreachable");
    state.model().ifPresent(model -> builder.withData("model", model));
    state.problem().ifPresent(problem -> builder.withData("reason", problem));
    return builder.build();
  }

  private static String word(ServiceState state) {
    if (state.draining()) {
      return "draining";
    }
    if (state.problem().isPresent()) {
      return "failed";
    }
    return state.model().isPresent() ? "ready" : "waiting-for-a-model";
  }
}
