package io.sutra.embedding.mlbase;

import io.sutra.domain.EmbeddingException;
import io.sutra.domain.EmbeddingException.Reason;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads the one error shape back into the domain's error, so that a caller gets it unchanged. */
final class ErrorAnswer {

  private ErrorAnswer() {}

  /**
   * The error that ml-base answered with.
   *
   * @throws ModelLostException when it is not ml-base's own words; a balancer without a replica
   *     answers in its own
   */
  static EmbeddingException parse(HttpResponse<byte[]> answer) throws ModelLostException {
    try (var reader = Json.createReader(new ByteArrayInputStream(answer.body()))) {
      JsonObject error = reader.readObject().getJsonObject("error");
      if (error == null) {
        throw unknown(answer);
      }
      String code = error.getString("code", "unknown");
      return EmbeddingException.relayed(
          reason(answer, code),
          error.getString("message", ""),
          code,
          error.getString("param", null),
          retryAfter(answer.headers()));
    } catch (JsonException | ClassCastException e) {
      throw unknown(answer);
    }
  }

  private static Reason reason(HttpResponse<byte[]> answer, String code) throws ModelLostException {
    return switch (answer.statusCode()) {
      case 400 -> Reason.INVALID;
      case 404 -> {
        if (!code.equals("model_not_found")) {
          throw unknown(answer);
        }
        yield Reason.UNKNOWN_MODEL;
      }
      // It was this service that sent too slowly, and not its caller.
      case 408 -> Reason.TIMED_OUT;
      case 413 -> Reason.TOO_LARGE;
      case 429 -> Reason.BUSY;
      case 503 -> code.equals("request_timeout") ? Reason.TIMED_OUT : Reason.NOT_READY;
      case 500 -> Reason.FAILED;
      default -> throw unknown(answer);
    };
  }

  private static ModelLostException unknown(HttpResponse<byte[]> answer) {
    return new ModelLostException(
        "what answers at ML_BASE_URL is not ml-base (HTTP " + answer.statusCode() + ")");
  }

  private static @Nullable Duration retryAfter(HttpHeaders headers) {
    try {
      if (headers.firstValue("retry-after-ms").isPresent()) {
        return Duration.ofMillis(Long.parseLong(headers.firstValue("retry-after-ms").get()));
      }
      return headers
          .firstValue("Retry-After")
          .map(Long::parseLong)
          .map(Duration::ofSeconds)
          .orElse(null);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
