package io.sutra.embedding.web;

import io.sutra.domain.EmbedInput.TokenIds;
import io.sutra.embedding.service.ModelProfile;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * The special tokens that each model puts around a text, which ml-base is asked for once. Ids of
 * another tokenizer do not have them. Thread-safe.
 */
final class SpecialTokens {

  private final ConcurrentHashMap<String, Frame> frames = new ConcurrentHashMap<>();
  private final UnaryOperator<byte[]> tokenize;

  /** {@code tokenize} answers a body of {@code POST /tokenize}; it may block. */
  SpecialTokens(UnaryOperator<byte[]> tokenize) {
    this.tokenize = tokenize;
  }

  /** The ids that every text begins and ends with. */
  record Frame(List<Integer> opening, List<Integer> closing) {

    /** Whether {@code ids} begin and end so. */
    boolean surrounds(TokenIds ids) {
      int end = ids.length() - closing.size();
      return end >= opening.size() && matches(ids, 0, opening) && matches(ids, end, closing);
    }

    private static boolean matches(TokenIds ids, int from, List<Integer> expected) {
      for (int i = 0; i < expected.size(); i++) {
        if (ids.get(from + i) != expected.get(i)) {
          return false;
        }
      }
      return true;
    }

    /** What two texts without a common token have in common. */
    static Frame common(List<Integer> one, List<Integer> other) {
      int shorter = Math.min(one.size(), other.size());
      int begin = 0;
      while (begin < shorter && one.get(begin).equals(other.get(begin))) {
        begin++;
      }
      int end = 0;
      while (end < shorter - begin
          && one.get(one.size() - 1 - end).equals(other.get(other.size() - 1 - end))) {
        end++;
      }
      return new Frame(one.subList(0, begin), one.subList(one.size() - end, one.size()));
    }
  }

  /** Those of a model, if they are known already. */
  Optional<Frame> known(ModelProfile model) {
    return Optional.ofNullable(frames.get(model.fingerprint()));
  }

  /**
   * Those of a model; blocks while they are not known.
   *
   * @throws io.sutra.domain.EmbeddingException when ml-base cannot be asked
   */
  Frame of(ModelProfile model) {
    Frame known = frames.get(model.fingerprint());
    if (known != null) {
      return known;
    }
    // Two at once ask twice and hear the same.
    Frame asked = ask(model.name());
    frames.put(model.fingerprint(), asked);
    return asked;
  }

  private Frame ask(String model) {
    String body =
        Json.createObjectBuilder()
            .add("texts", Json.createArrayBuilder().add("a").add("7"))
            .add("model", model)
            .build()
            .toString();
    byte[] answer = tokenize.apply(body.getBytes(StandardCharsets.UTF_8));
    try (var reader = Json.createReader(new ByteArrayInputStream(answer))) {
      JsonArray tokens = reader.readObject().getJsonArray("tokens");
      return Frame.common(ids(tokens, 0), ids(tokens, 1));
    }
  }

  private static List<Integer> ids(JsonArray tokens, int index) {
    return tokens.getJsonArray(index).getValuesAs(jakarta.json.JsonNumber::intValue);
  }
}
