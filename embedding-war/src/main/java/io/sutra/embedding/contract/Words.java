package io.sutra.embedding.contract;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The words that a field may have, each with its meaning, in the order in which messages list them.
 * Immutable.
 */
record Words<T>(Map<String, T> meanings) {

  Words {
    meanings = Collections.unmodifiableMap(new LinkedHashMap<>(meanings));
  }

  /** No words yet. */
  static <T> Words<T> none() {
    return new Words<>(Map.of());
  }

  /** With one more. */
  Words<T> with(String word, T meaning) {
    var all = new LinkedHashMap<>(meanings);
    all.put(word, meaning);
    return new Words<>(all);
  }

  /** What {@code word} means, if it is one of them. */
  Optional<T> meaning(String word) {
    return Optional.ofNullable(meanings.get(word));
  }

  /** All words, in quotes, for a message. */
  String listed() {
    return "\"" + String.join("\", \"", meanings.keySet()) + "\"";
  }
}
