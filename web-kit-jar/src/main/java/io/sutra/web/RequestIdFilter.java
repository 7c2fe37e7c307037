package io.sutra.web;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * Gives every answer an {@code X-Request-Id}: the caller's own, if it is a sane one, or a new one.
 */
@Provider
public final class RequestIdFilter implements ContainerResponseFilter {

  private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    String given = request.getHeaderString(Evidence.REQUEST_ID);
    String id = given != null && SANE.matcher(given).matches() ? given : newId();
    response.getHeaders().putSingle(Evidence.REQUEST_ID, id);
  }

  private static String newId() {
    return "req_" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }
}
