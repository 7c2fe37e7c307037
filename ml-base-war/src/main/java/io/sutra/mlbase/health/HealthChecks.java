package io.sutra.mlbase.health;

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
    return () -> HealthCheckResponse.up("ml-base");
  }

  /** The model is loaded. */
  @Produces
  @Startup
  HealthCheck started(ServiceStateSource source) {
    return () -> {
      ServiceState state = source.state();
      boolean loaded =
          state instanceof ServiceState.Ready || state instanceof ServiceState.Draining;
      return response("model-loaded", loaded, state);
    };
  }

  /** The model gave a finite vector, and the service is not stopping. */
  @Produces
  @Readiness
  HealthCheck ready(ServiceStateSource source) {
    return () -> {
      ServiceState state = source.state();
      return response("ready-to-embed", state instanceof ServiceState.Ready, state);
    };
  }

  private static HealthCheckResponse response(String name, boolean up, ServiceState state) {
    HealthCheckResponseBuilder builder = HealthCheckResponse.named(name).status(up);
    return switch (state) {
      case ServiceState.Loading loading -> builder.withData("state", "loading").build();
      case ServiceState.Ready ready -> builder.withData("state", "ready").build();
      case ServiceState.Draining draining -> builder.withData("state", "draining").build();
      case ServiceState.Failed failed ->
          builder.withData("state", "failed").withData("reason", failed.reason()).build();
    };
  }
}
