package io.sutra.web;

import io.sutra.domain.EmbedResponse;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.stream.Stream;

/** Writes the answer of {@code POST /embed} as JSON, each number in its shortest exact form. */
@Provider
@Produces(MediaType.APPLICATION_JSON)
public final class EmbedResponseWriter implements MessageBodyWriter<EmbedResponse> {

  /** A longer answer is sent as it is written, in chunks, and never held as a whole. */
  private static final int MOST_NUMBERS_IN_MEMORY = 1 << 16;

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
    byte[] tail =
        EmbedBody.tail(
            response.dimension(),
            response.model(),
            response.processingTime(),
            response.cachedCount(),
            response.embeddings().size(),
            response.usage());
    Stream<byte[]> vectors = response.embeddings().stream().map(EmbedBody::vector);
    if (response.embeddings().size() * response.dimension() > MOST_NUMBERS_IN_MEMORY) {
      EmbedBody.write(vectors.iterator(), tail, out);
      return;
    }
    byte[] body = EmbedBody.whole(vectors.toList(), tail);
    headers.putSingle("Content-Length", body.length);
    out.write(body);
  }
}
