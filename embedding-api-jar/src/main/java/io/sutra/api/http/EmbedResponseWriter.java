package io.sutra.api.http;

import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

/** Writes the answer of {@code POST /embed} as JSON, each number in its shortest exact form. */
@Provider
@Produces(MediaType.APPLICATION_JSON)
public final class EmbedResponseWriter implements MessageBodyWriter<EmbedResponse> {

  @Override
  public boolean isWriteable(
      Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
    return type == EmbedResponse.class;
  }

  @Override
  public void writeTo(
      EmbedResponse response,
      Class<?> type,
      Type genericType,
      Annotation[] annotations,
      MediaType mediaType,
      MultivaluedMap<String, Object> headers,
      OutputStream out)
      throws IOException {
    byte[] body = EmbedBody.of(response);
    headers.putSingle("Content-Length", body.length);
    out.write(body);
  }
}
