package io.sutra.mlbase.rest;

import io.sutra.api.http.Evidence;
import io.sutra.mlbase.config.MlBaseSettings;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;

/** Says on every answer which model gave it; whoever remembers vectors must know. */
@Provider
public class FingerprintFilter implements ContainerResponseFilter {

  // The server ignores a provider whose constructor wants something.
  @Inject private MlBaseSettings settings;
  private String fingerprint = "";

  @PostConstruct
  void hashOnce() {
    fingerprint = settings.fingerprint();
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    response.getHeaders().putSingle(Evidence.FINGERPRINT, fingerprint);
  }
}
