package io.sutra.domain;

import java.util.List;
import java.util.Optional;

/**
 * The body of {@code POST /tokenize}, checked for form.
 *
 * @param texts 1 to the configured maximum, each non-empty and well-formed Unicode
 * @param inputType counts the model's own prefix too; none when absent
 * @param model the model's name; the default model when absent
 */
public record TokenizeRequest(
    List<String> texts, Optional<InputType> inputType, Optional<String> model) {

  public TokenizeRequest {
    texts = List.copyOf(texts);
  }
}
