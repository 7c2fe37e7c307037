package io.sutra.domain;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The one error of the embedding domain. It says what was wrong, what is allowed and, where waiting
 * helps, for how long; HTTP statuses are the business of whoever answers.
 *
 * <p>What is wrong with a field is said of a {@link Place}, which each contract names in its own
 * words ({@link #message(FieldNames)}, {@link #param(FieldNames)}); without names, those of {@code
 * POST /embed} are used. A message never repeats a value that the caller sent (a text or a token
 * may be a secret).
 */
public final class EmbeddingException extends RuntimeException {

  private static final long serialVersionUID = 2L;

  /** Whose fault it is and what the caller can do about it. */
  public enum Reason {
    /** The request breaks a rule that the message states; the same request fails again. */
    INVALID,
    /** The request is larger than the service reads. */
    TOO_LARGE,
    /** The body did not come within its time. */
    TOO_SLOW,
    /** The body is in a form or an encoding that is not read here. */
    UNSUPPORTED_MEDIA_TYPE,
    /** The caller has not shown a key that is known here. */
    UNAUTHORIZED,
    /** No such model is served here. */
    UNKNOWN_MODEL,
    /** Nothing is at this address. */
    UNKNOWN_ADDRESS,
    /** Something is at this address, but not for this method. */
    WRONG_METHOD,
    /** A text is not cached, and the caller wants nothing computed. */
    NOT_CACHED,
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
  private final String words;
  private final boolean ledByPlace;
  private final transient @Nullable Place place;
  private final @Nullable String param;
  private final @Nullable Duration retryAfter;

  /**
   * What the factories fill in.
   *
   * @param words the whole message, or what follows the name of the place
   * @param lead what begins the message
   * @param place that the message is about
   * @param param the field in the caller's own words, where it is not a place of the domain
   */
  private record Content(
      String code,
      String words,
      Lead lead,
      @Nullable Place place,
      @Nullable String param,
      @Nullable Duration retryAfter) {

    /** What begins a message. */
    enum Lead {
      WORDS,
      PLACE
    }

    static Content of(String code, String message) {
      return new Content(code, message, Lead.WORDS, null, null, null);
    }

    static Content about(Place place, String code, String predicate) {
      return new Content(code, predicate, Lead.PLACE, place, null, null);
    }

    Content field(@Nullable String name) {
      return new Content(code, words, lead, place, name, retryAfter);
    }

    Content at(Place found) {
      return new Content(code, words, lead, found, param, retryAfter);
    }

    Content retry(@Nullable Duration after) {
      return new Content(code, words, lead, place, param, after);
    }
  }

  private EmbeddingException(Reason reason, Content content) {
    this(reason, content, null);
  }

  private EmbeddingException(Reason reason, Content content, @Nullable Throwable cause) {
    // Only a failure of the service itself is looked for in the code; refusals must be cheap.
    super(content.words(), cause, true, reason == Reason.FAILED);
    this.reason = reason;
    this.code = content.code();
    this.words = content.words();
    this.ledByPlace = content.lead() == Content.Lead.PLACE;
    this.place = content.place();
    this.param = content.param();
    this.retryAfter = content.retryAfter();
  }

  /**
   * A field breaks a rule that only the caller's contract knows.
   *
   * @param param the field in that contract's words
   */
  public static EmbeddingException invalid(String param, String code, String message) {
    return new EmbeddingException(Reason.INVALID, Content.of(code, message).field(param));
  }

  /** The body as a whole, or a header, breaks a rule. */
  public static EmbeddingException invalid(String code, String message) {
    return new EmbeddingException(Reason.INVALID, Content.of(code, message));
  }

  /**
   * What stands at {@code place} breaks a rule.
   *
   * @param predicate what follows the name of the place: "must be true or false."
   */
  public static EmbeddingException invalid(Place place, String code, String predicate) {
    return new EmbeddingException(Reason.INVALID, Content.about(place, code, predicate));
  }

  /** A model gives vectors of certain sizes only. */
  public static EmbeddingException dimensionNotAllowed(List<Integer> allowed, String model) {
    return invalid(
        Place.of(Field.DIMENSION),
        "invalid_dimension",
        "must be one of "
            + allowed.stream().map(String::valueOf).collect(Collectors.joining(", "))
            + " for the model "
            + model
            + ".");
  }

  /** The texts of one request have more tokens together than is allowed. */
  public static EmbeddingException tooManyTokens(EmbedInput input, int maximumTokens) {
    return tooManyTokens(Place.of(input.field()), maximumTokens);
  }

  /** The texts at {@code place} have more tokens together than is allowed. */
  public static EmbeddingException tooManyTokens(Place place, int maximumTokens) {
    return invalid(
        place,
        "max_tokens_per_request",
        "has more than "
            + maximumTokens
            + " tokens together, the most of one request. Send fewer texts at once.");
  }

  /**
   * A text that must not be cut is longer than the model reads.
   *
   * @param place of the text
   * @param tokens that it has
   * @param window the most that {@code model} reads
   */
  public static EmbeddingException textTooLong(Place place, int tokens, int window, String model) {
    return invalid(
        place,
        "text_too_long",
        "has "
            + tokens
            + " tokens; the model "
            + model
            + " reads "
            + window
            + ". Shorten it, or let it be cut with \"truncate\": true.");
  }

  /** The model has no token of the id at {@code place}. */
  public static EmbeddingException unknownToken(Place place, int vocabularySize, String model) {
    return invalid(
        place,
        "invalid_token",
        "has an id that is no token of the model "
            + model
            + ": its ids are 0 to "
            + (vocabularySize - 1)
            + ". Another model's ids, such as tiktoken's, mean nothing to it; send the text"
            + " itself.");
  }

  /**
   * What another service answered, in its own words.
   *
   * @param param the field that it named, in the words of {@code POST /embed}
   */
  public static EmbeddingException relayed(
      Reason reason,
      String message,
      String code,
      @Nullable String param,
      @Nullable Duration retryAfter) {
    Content content =
        Optional.ofNullable(param)
            .flatMap(Place::parse)
            .map(place -> relayed(place, code, message))
            .orElseGet(() -> Content.of(code, message).field(param));
    return new EmbeddingException(reason, content.retry(retryAfter));
  }

  private static Content relayed(Place place, String code, String message) {
    String subject = quoted(place.toString()) + " ";
    return message.startsWith(subject)
        ? Content.about(place, code, message.substring(subject.length()))
        : Content.of(code, message).at(place);
  }

  /** The body has more bytes than the service reads. */
  public static EmbeddingException tooLarge(long maximumBytes) {
    return new EmbeddingException(
        Reason.TOO_LARGE,
        Content.of(
            "request_too_large",
            "The request body is larger than "
                + maximumBytes
                + " bytes, the most that is read. Send fewer texts in one request."));
  }

  /** The body did not come within its time. */
  public static EmbeddingException tooSlow() {
    return new EmbeddingException(
        Reason.TOO_SLOW,
        Content.of(
            "request_too_slow",
            "The body came too slowly: a pause may last at most 4 seconds, and the whole at most 4"
                + " seconds and another for every 262,144 bytes."));
  }

  /** The body is declared as something other than JSON. */
  public static EmbeddingException unsupportedMediaType() {
    return unsupportedMediaType(
        "The body must be JSON in UTF-8: send the header 'Content-Type: application/json'.");
  }

  /** The body is declared as something that is not read; the message says what is. */
  public static EmbeddingException unsupportedMediaType(String message) {
    return new EmbeddingException(Reason.UNSUPPORTED_MEDIA_TYPE, Content.of("http_415", message));
  }

  /** Nobody is served without a key; {@code given} tells a wrong one from none. */
  public static EmbeddingException unauthorized(boolean given) {
    return new EmbeddingException(
        Reason.UNAUTHORIZED,
        Content.of(
            "invalid_api_key",
            given
                ? "The API key is not known here. Send a known one as 'Authorization: Bearer"
                    + " <key>'."
                : "An API key is needed: send it as 'Authorization: Bearer <key>'."));
  }

  /** The request asks for a model that is not in {@code served}. */
  public static EmbeddingException unknownModel(Iterable<String> served) {
    return new EmbeddingException(
        Reason.UNKNOWN_MODEL,
        Content.of(
                "model_not_found",
                "The model asked for is not served here. Served: "
                    + String.join(", ", served)
                    + ".")
            .at(Place.of(Field.MODEL)));
  }

  /** No model that is served here is rotated that way. */
  public static EmbeddingException unknownRotation() {
    return new EmbeddingException(
        Reason.UNKNOWN_MODEL,
        Content.of(
                "rotation_not_found",
                "No model that is served here has this rotation; /info names those that are in"
                    + " use.")
            .at(Place.of(Field.CHECKSUM)));
  }

  /** Nothing is at the address that was asked for; the message says what is near. */
  public static EmbeddingException unknownAddress(String message) {
    return new EmbeddingException(Reason.UNKNOWN_ADDRESS, Content.of("http_404", message));
  }

  /** The address is there, but not for this method; the message says for which. */
  public static EmbeddingException wrongMethod(String message) {
    return new EmbeddingException(Reason.WRONG_METHOD, Content.of("http_405", message));
  }

  /** The caller wants nothing computed, and not all its texts are cached. */
  public static EmbeddingException notCached(int missing, int texts) {
    return new EmbeddingException(
        Reason.NOT_CACHED,
        Content.of(
            "not_cached",
            missing
                + " of "
                + texts
                + " texts are not cached, and the request says \"Cache-Control:"
                + " only-if-cached\". Send it without that to have them computed."));
  }

  /** The queue is full; {@code retryAfter} is when there should be room again. */
  public static EmbeddingException busy(String message, Duration retryAfter) {
    return new EmbeddingException(
        Reason.BUSY, Content.of("rate_limit_exceeded", message).retry(retryAfter));
  }

  /** The deadline passed before the vectors were there. */
  public static EmbeddingException timedOut(String message, Duration retryAfter) {
    return new EmbeddingException(
        Reason.TIMED_OUT, Content.of("request_timeout", message).retry(retryAfter));
  }

  /** The service cannot compute yet, or no longer. */
  public static EmbeddingException notReady(String message, Duration retryAfter) {
    return new EmbeddingException(
        Reason.NOT_READY, Content.of("not_ready", message).retry(retryAfter));
  }

  /** The model itself failed. */
  public static EmbeddingException failed(String message, Throwable cause) {
    return new EmbeddingException(Reason.FAILED, Content.of("inference_failed", message), cause);
  }

  /** The service itself failed, in a way that nobody expected. */
  public static EmbeddingException unexpected(Throwable cause) {
    return new EmbeddingException(
        Reason.FAILED,
        Content.of("internal_error", "The request failed inside the service; its log says why."),
        cause);
  }

  public Reason reason() {
    return reason;
  }

  /** A stable word for programs, such as {@code model_not_found}. */
  public String code() {
    return code;
  }

  /** Where in the request it is wrong, if the domain can say. */
  public Optional<Place> place() {
    return Optional.ofNullable(place);
  }

  /** The field that was wrong, if it was one, in the words of {@code POST /embed}. */
  public Optional<String> param() {
    return param(FieldNames.PLAIN);
  }

  /** The field that was wrong, if it was one, in the caller's words. */
  public Optional<String> param(FieldNames names) {
    return place == null ? Optional.ofNullable(param) : Optional.of(names.of(place));
  }

  /** How long to wait before asking again, if that can help. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** The message in the words of {@code POST /embed}; never null. */
  @Override
  public String getMessage() {
    return message(FieldNames.PLAIN);
  }

  /** The message in the caller's words. */
  public String message(FieldNames names) {
    return place != null && ledByPlace ? quoted(names.of(place)) + " " + words : words;
  }

  private static String quoted(String name) {
    return "'" + name + "'";
  }
}
