package io.sutra.mlbase.rest;

import io.sutra.domain.EmbedResponse;
import io.sutra.web.RawEmbeddings;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

/** Writes vectors as numbers, for another service that accepts them so. */
@Provider
@Produces(RawEmbeddings.MEDIA_TYPE)
public final class RawEmbedResponseWriter implements MessageBodyWriter<EmbedResponse> {

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
    var embeddings =
        new RawEmbeddings(response.embeddings(), response.dimension(), response.tokenization());
    byte[] body = embeddings.toBytes();
    headers.putSingle("Content-Length", body.length);
    out.write(body);
  }
}
