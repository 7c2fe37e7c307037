package io.sutra.web;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sutra.domain.EmbeddingException;
import io.sutra.domain.FieldNames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * The one error shape, OpenAI's: {@code {"error": {"message", "type", "param", "code"}}}.
 *
 * @param message what was wrong and what is allowed
 * @param type OpenAI's class of error, such as {@code invalid_request_error}
 * @param param the field, if it was one
 * @param code a stable word for programs
 */
public record ErrorBody(String message, String type, Optional<String> param, String code) {

  /** What the caller is told of {@code error}, with its names for the fields. */
  public static ErrorBody of(EmbeddingException error, FieldNames names) {
    String type =
        switch (error.reason()) {
          case BUSY -> "rate_limit_exceeded";
          case TIMED_OUT, NOT_READY -> "service_unavailable";
          case FAILED -> "server_error";
          default -> "invalid_request_error";
        };
    return new ErrorBody(error.message(names), type, error.param(names), error.code());
  }

  /** The JSON, in UTF-8. */
  public byte[] toJson() {
    var out = new ByteArrayOutputStream(256);
    try (JsonGenerator json = StrictJson.FACTORY.createGenerator(out)) {
      json.writeStartObject();
      json.writeObjectFieldStart("error");
      json.writeStringField("message", message);
      json.writeStringField("type", type);
      if (param.isPresent()) {
        json.writeStringField("param", param.get());
      } else {
        json.writeNullField("param");
      }
      json.writeStringField("code", code);
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("an array in memory cannot fail", e);
    }
    return out.toByteArray();
  }
}
