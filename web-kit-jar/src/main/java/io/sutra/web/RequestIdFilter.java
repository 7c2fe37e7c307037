package io.sutra.web;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;

/** Gives every answer an {@code X-Request-Id}. */
@Provider
public final class RequestIdFilter implements ContainerResponseFilter {

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    response
        .getHeaders()
        .putSingle(
            Evidence.REQUEST_ID, RequestIds.of(request.getHeaderString(Evidence.REQUEST_ID)));
  }
}
