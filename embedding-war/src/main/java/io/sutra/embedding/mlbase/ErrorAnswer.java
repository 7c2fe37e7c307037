package io.sutra.embedding.mlbase;

import io.sutra.domain.EmbeddingException;
import io.sutra.domain.EmbeddingException.Reason;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Optional;

/** Reads the one error shape back into the domain's error, so that a caller gets it unchanged. */
final class ErrorAnswer {

  private ErrorAnswer() {}

  /**
   * The error that ml-base answered with.
   *
   * @throws ModelLostException when it is not ml-base's own words; a balancer without a replica
   *     answers in its own
   */
  static EmbeddingException parse(int status, byte[] body, Optional<Duration> retryAfter)
      throws ModelLostException {
    try (var reader = Json.createReader(new ByteArrayInputStream(body))) {
      JsonObject error = reader.readObject().getJsonObject("error");
      if (error == null) {
        throw unknown(status);
      }
      String code = error.getString("code", "unknown");
      return EmbeddingException.relayed(
          reason(status, code),
          error.getString("message", ""),
          code,
          error.getString("param", null),
          retryAfter.orElse(null));
    } catch (JsonException | ClassCastException e) {
      throw unknown(status);
    }
  }

  private static Reason reason(int status, String code) throws ModelLostException {
    return switch (status) {
      case 400 -> Reason.INVALID;
      case 404 -> {
        if (!code.equals("model_not_found")) {
          throw unknown(status);
        }
        yield Reason.UNKNOWN_MODEL;
      }
      // It was this service that sent too slowly, and not its caller.
      case 408 -> Reason.TIMED_OUT;
      case 413 -> Reason.TOO_LARGE;
      case 429 -> Reason.BUSY;
      case 503 -> code.equals("request_timeout") ? Reason.TIMED_OUT : Reason.NOT_READY;
      case 500 -> Reason.FAILED;
      default -> throw unknown(status);
    };
  }

  private static ModelLostException unknown(int status) {
    return new ModelLostException(
        "what answers at ML_BASE_URL is not ml-base (HTTP " + status + ")");
  }

  static Optional<Duration> retryAfter(HttpHeaders headers) {
    try {
      if (headers.firstValue("retry-after-ms").isPresent()) {
        return Optional.of(
            Duration.ofMillis(Long.parseLong(headers.firstValue("retry-after-ms").get())));
      }
      return headers.firstValue("Retry-After").map(Long::parseLong).map(Duration::ofSeconds);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
