package io.sutra.api.http;

import com.fasterxml.jackson.core.JsonGenerator;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Writes the answer of {@code POST /embed} as JSON, each number in its shortest exact form. */
@Provider
@Produces(MediaType.APPLICATION_JSON)
public final class EmbedResponseWriter implements MessageBodyWriter<EmbedResponse> {

  /** "-0.012345678," and the brackets: what one number takes, generously. */
  private static final int BYTES_PER_NUMBER = 14;

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
    int numbers = response.embeddings().size() * response.dimension();
    if (numbers > MOST_NUMBERS_IN_MEMORY) {
      write(response, out);
      return;
    }
    var body = new ByteArrayOutputStream(256 + numbers * BYTES_PER_NUMBER);
    write(response, body);
    headers.putSingle("Content-Length", body.size());
    body.writeTo(out);
  }

  static void write(EmbedResponse response, OutputStream out) throws IOException {
    try (JsonGenerator json = StrictJson.FACTORY.createGenerator(out)) {
      json.writeStartObject();
      json.writeArrayFieldStart("embeddings");
      for (float[] embedding : response.embeddings()) {
        json.writeStartArray();
        for (float number : embedding) {
          json.writeNumber(number);
        }
        json.writeEndArray();
      }
      json.writeEndArray();
      json.writeNumberField("dimension", response.dimension());
      json.writeStringField("model", response.model());
      json.writeNumberField("processing_time_ms", milliseconds(response.processingTime()));
      json.writeNumberField("cached_count", response.cachedCount());
      json.writeNumberField("batch_size", response.embeddings().size());
      json.writeObjectFieldStart("usage");
      json.writeNumberField("prompt_tokens", response.usage().promptTokens());
      json.writeNumberField("computed_tokens", response.usage().computedTokens());
      json.writeEndObject();
      json.writeEndObject();
    }
  }

  /** To the microsecond; more digits would only be noise. */
  static double milliseconds(Duration duration) {
    return TimeUnit.NANOSECONDS.toMicros(duration.toNanos()) / 1_000.0;
  }
}
