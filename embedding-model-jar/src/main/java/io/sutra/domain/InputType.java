package io.sutra.domain;

import java.util.Locale;
import java.util.Optional;

/** What a text is for; a model may want another prefix for each. */
public enum InputType {
  QUERY,
  DOCUMENT;

  /**
   * The type that {@code name} stands for in JSON, if it is one: in Sutra's words, or in those of
   * Cohere's and NVIDIA's clients.
   */
  public static Optional<InputType> of(String name) {
    return switch (name) {
      case "query", "search_query" -> Optional.of(QUERY);
      case "document", "search_document", "passage" -> Optional.of(DOCUMENT);
      default -> Optional.empty();
    };
  }

  /** The name in JSON. */
  public String jsonName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
