package io.sutra.embedding.keys;

import io.sutra.web.OpenApiResource;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;

/**
 * Guards every route of the application, also those that do not exist, before a byte of the body is
 * read, but that of the OpenAPI document. Health and metrics are the server's and not the
 * application's.
 */
@Provider
@PreMatching
@Priority(Priorities.AUTHENTICATION)
public class ApiKeyFilter implements ContainerRequestFilter {

  // The server ignores a provider whose constructor wants something.
  @Inject private ApiKeyGuard guard;

  @Override
  public void filter(ContainerRequestContext request) {
    if (!request.getUriInfo().getPath().equals("/" + OpenApiResource.PATH)) {
      guard.check(request.getHeaderString(HttpHeaders.AUTHORIZATION));
    }
  }
}
