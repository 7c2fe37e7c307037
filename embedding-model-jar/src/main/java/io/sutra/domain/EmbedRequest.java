package io.sutra.domain;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The body of {@code POST /embed}, checked for form; what the model allows is checked by the
 * service.
 *
 * @param input 1 to the configured maximum of texts, or of texts as token ids
 * @param dimension numbers per vector; the configured default when absent
 * @param normalize scale each vector to length one
 * @param inputType selects the model's own prefix; none when absent
 * @param model the model's name; the default model when absent
 * @param truncate cut a text to the model's window; false refuses it instead
 */
public record EmbedRequest(
    EmbedInput input,
    OptionalInt dimension,
    boolean normalize,
    Optional<InputType> inputType,
    Optional<String> model,
    boolean truncate) {

  /** A request for texts as they are written. */
  public EmbedRequest(
      List<String> texts,
      OptionalInt dimension,
      boolean normalize,
      Optional<InputType> inputType,
      Optional<String> model,
      boolean truncate) {
    this(new EmbedInput.Texts(texts), dimension, normalize, inputType, model, truncate);
  }

  /** The same request for the model of that name. */
  public EmbedRequest forModel(Optional<String> name) {
    return new EmbedRequest(input, dimension, normalize, inputType, name, truncate);
  }
}
