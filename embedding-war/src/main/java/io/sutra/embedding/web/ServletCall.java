package io.sutra.embedding.web;

import io.sutra.embedding.contract.Backend;
import io.sutra.embedding.contract.Call;
import io.sutra.web.BoundedBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A request of Servlets as contracts see it. */
record ServletCall(HttpServletRequest request, String rest, RequestBody content, Backend backend)
    implements Call {

  @Override
  public Optional<String> query(String name) {
    return Query.parameter(request.getQueryString(), name);
  }

  @Override
  public Optional<String> header(String name) {
    return Optional.ofNullable(request.getHeader(name));
  }

  @Override
  public byte[] body() {
    BoundedBody whole = content.readJson();
    return Arrays.copyOf(whole.bytes(), whole.length());
  }

  @Override
  public InputStream stream(String... mediaTypes) {
    return content.stream(List.of(mediaTypes));
  }
}
