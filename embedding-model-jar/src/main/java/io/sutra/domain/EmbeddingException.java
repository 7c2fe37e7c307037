package io.sutra.domain;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The one error of the embedding domain. It says what was wrong, what is allowed and, where waiting
 * helps, for how long; {@code http} alone turns it into a status.
 *
 * <p>A message never repeats a value that the caller sent (a text or a token may be a secret); it
 * names the field and what is allowed in it.
 */
public final class EmbeddingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Whose fault it is and what the caller can do about it. */
  public enum Reason {
    /** The request breaks a rule that the message states; the same request fails again. */
    INVALID,
    /** The request is larger than the service reads. */
    TOO_LARGE,
    /** The body did not come within its time. */
    TOO_SLOW,
    /** The body is not JSON by its own declaration. */
    UNSUPPORTED_MEDIA_TYPE,
    /** The caller has not shown a key that is known here. */
    UNAUTHORIZED,
    /** No such model is served here. */
    UNKNOWN_MODEL,
    /** The queue is full; the request was not begun. */
    BUSY,
    /** The request's time ran out before its vectors were computed. */
    TIMED_OUT,
    /** The model is not loaded yet, or the service is stopping. */
    NOT_READY,
    /** The model failed; the details are in the service's log. */
    FAILED
  }

  private final Reason reason;
  private final String code;
  private final @Nullable String param;
  private final @Nullable Duration retryAfter;

  private EmbeddingException(
      Reason reason,
      String message,
      String code,
      @Nullable String param,
      @Nullable Duration retryAfter,
      @Nullable Throwable cause) {
    // Only a failure of the service itself is looked for in the code; refusals must be cheap.
    super(message, cause, true, reason == Reason.FAILED);
    this.reason = reason;
    this.code = code;
    this.param = param;
    this.retryAfter = retryAfter;
  }

  /** The field {@code param} (or the body as a whole, when null) breaks a rule. */
  public static EmbeddingException invalid(@Nullable String param, String code, String message) {
    return new EmbeddingException(Reason.INVALID, message, code, param, null, null);
  }

  /** A model gives vectors of certain sizes only. */
  public static EmbeddingException dimensionNotAllowed(List<Integer> allowed, String model) {
    return invalid(
        "dimension",
        "invalid_dimension",
        "'dimension' must be one of "
            + allowed.stream().map(String::valueOf).collect(Collectors.joining(", "))
            + " for the model "
            + model
            + ".");
  }

  /** The texts of one request have more tokens together than is allowed. */
  public static EmbeddingException tooManyTokens(int maximumTokens) {
    return invalid(
        "texts",
        "max_tokens_per_request",
        "The texts have more than "
            + maximumTokens
            + " tokens together, the most of one request. Send fewer texts at once.");
  }

  /** A text that must not be cut is longer than the model reads. */
  public static EmbeddingException textTooLong(int index, int tokens, int window, String model) {
    String param = "texts[" + index + "]";
    return invalid(
        param,
        "text_too_long",
        "'"
            + param
            + "' has "
            + tokens
            + " tokens; the model "
            + model
            + " reads "
            + window
            + ". Shorten it, or let it be cut with \"truncate\": true.");
  }

  /** The model has no token of that id. */
  public static EmbeddingException unknownToken(int index, int vocabularySize, String model) {
    String param = "tokens[" + index + "]";
    return invalid(
        param,
        "invalid_token",
        "'"
            + param
            + "' has an id that is no token of the model "
            + model
            + ": its ids are 0 to "
            + (vocabularySize - 1)
            + ". Another model's ids, such as tiktoken's, mean nothing to it; send the text"
            + " itself.");
  }

  /** What another service answered, in its own words. */
  public static EmbeddingException relayed(
      Reason reason,
      String message,
      String code,
      @Nullable String param,
      @Nullable Duration retryAfter) {
    return new EmbeddingException(reason, message, code, param, retryAfter, null);
  }

  /** The body has more bytes than the service reads. */
  public static EmbeddingException tooLarge(long maximumBytes) {
    return new EmbeddingException(
        Reason.TOO_LARGE,
        "The request body is larger than "
            + maximumBytes
            + " bytes, the most that is read. Send fewer texts in one request.",
        "request_too_large",
        null,
        null,
        null);
  }

  /** The body did not come within its time. */
  public static EmbeddingException tooSlow() {
    return new EmbeddingException(
        Reason.TOO_SLOW,
        "The body came too slowly: a pause may last at most 4 seconds, and the whole at most 4"
            + " seconds and another for every 262,144 bytes.",
        "request_too_slow",
        null,
        null,
        null);
  }

  /** The body is declared as something other than JSON. */
  public static EmbeddingException unsupportedMediaType() {
    return new EmbeddingException(
        Reason.UNSUPPORTED_MEDIA_TYPE,
        "The body must be JSON in UTF-8: send the header 'Content-Type: application/json'.",
        "unsupported_media_type",
        null,
        null,
        null);
  }

  /** Nobody is served without a key; {@code given} tells a wrong one from none. */
  public static EmbeddingException unauthorized(boolean given) {
    return new EmbeddingException(
        Reason.UNAUTHORIZED,
        given
            ? "The API key is not known here. Send a known one as 'Authorization: Bearer <key>'."
            : "An API key is needed: send it as 'Authorization: Bearer <key>'.",
        "invalid_api_key",
        null,
        null,
        null);
  }

  /** The request asks for a model that is not in {@code served}. */
  public static EmbeddingException unknownModel(Iterable<String> served) {
    return new EmbeddingException(
        Reason.UNKNOWN_MODEL,
        "The model asked for is not served here. Served: " + String.join(", ", served) + ".",
        "model_not_found",
        "model",
        null,
        null);
  }

  /** No model that is served here is rotated that way. */
  public static EmbeddingException unknownRotation() {
    return new EmbeddingException(
        Reason.UNKNOWN_MODEL,
        "No model that is served here has this rotation; /info names those that are in use.",
        "rotation_not_found",
        "checksum",
        null,
        null);
  }

  /** The queue is full; {@code retryAfter} is when there should be room again. */
  public static EmbeddingException busy(String message, Duration retryAfter) {
    return new EmbeddingException(
        Reason.BUSY, message, "rate_limit_exceeded", null, retryAfter, null);
  }

  /** The deadline passed before the vectors were there. */
  public static EmbeddingException timedOut(String message, Duration retryAfter) {
    return new EmbeddingException(
        Reason.TIMED_OUT, message, "request_timeout", null, retryAfter, null);
  }

  /** The service cannot compute yet, or no longer. */
  public static EmbeddingException notReady(String message, Duration retryAfter) {
    return new EmbeddingException(Reason.NOT_READY, message, "not_ready", null, retryAfter, null);
  }

  /** The model itself failed. */
  public static EmbeddingException failed(String message, Throwable cause) {
    return new EmbeddingException(Reason.FAILED, message, "inference_failed", null, null, cause);
  }

  public Reason reason() {
    return reason;
  }

  /** A stable word for programs, such as {@code model_not_found}. */
  public String code() {
    return code;
  }

  /** The field that was wrong, if it was one. */
  public Optional<String> param() {
    return Optional.ofNullable(param);
  }

  /** How long to wait before asking again, if that can help. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** The message, never null. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
