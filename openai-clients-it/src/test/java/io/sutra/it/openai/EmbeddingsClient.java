package io.sutra.it.openai;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How one of the clients is used. */
interface EmbeddingsClient {

  /**
   * What the client is asked for.
   *
   * @param key the API key
   * @param format the encoding that goes over the wire, the client's own when empty
   * @param extra fields that OpenAI does not have
   * @param retries how often the client may try again by itself
   */
  record Call(
      String key,
      String model,
      List<String> texts,
      Optional<Integer> dimensions,
      Optional<String> format,
      Map<String, String> extra,
      int retries) {

    Call withKey(String other) {
      return new Call(other, model, texts, dimensions, format, extra, retries);
    }

    Call withModel(String other) {
      return new Call(key, other, texts, dimensions, format, extra, retries);
    }

    Call withTexts(List<String> other) {
      return new Call(key, model, other, dimensions, format, extra, retries);
    }

    Call withDimensions(int number) {
      return new Call(key, model, texts, Optional.of(number), format, extra, retries);
    }

    Call withFormat(String name) {
      return new Call(key, model, texts, dimensions, Optional.of(name), extra, retries);
    }

    Call withExtra(String field, String value) {
      return new Call(key, model, texts, dimensions, format, Map.of(field, value), retries);
    }

    Call withRetries(int most) {
      return new Call(key, model, texts, dimensions, format, extra, most);
    }
  }

  /** The errors that a client has types for. */
  enum Failure {
    UNAUTHORIZED,
    UNKNOWN_MODEL,
    BAD_REQUEST,
    RATE_LIMIT
  }

  /**
   * The vectors, in the order of the texts.
   *
   * @throws Exception the client's own, as it is
   */
  List<float[]> embed(Call call) throws Exception;

  /** What {@code thrown} is by its type alone; empty when it is not one of the client's own. */
  Optional<Failure> typeOf(Throwable thrown);
}
