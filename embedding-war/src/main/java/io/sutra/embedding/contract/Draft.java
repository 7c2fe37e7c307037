package io.sutra.embedding.contract;

import io.sutra.domain.EmbedInput;
import io.sutra.domain.EmbedRequest;
import io.sutra.domain.FieldNames;
import io.sutra.domain.InputType;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A request of the domain while its body is read: normalised, cut to the model's window, and with
 * no prefix, unless the body says otherwise. One per request; not thread-safe.
 */
final class Draft {

  private @Nullable EmbedInput input;
  private boolean single;
  private OptionalInt dimension = OptionalInt.empty();
  private boolean normalize = true;
  private Optional<InputType> inputType = Optional.empty();
  private Optional<String> model = Optional.empty();
  private boolean truncate = true;

  /** The texts, or their token ids. */
  void input(EmbedInput all) {
    input = all;
    single = false;
  }

  /** One text, outside any array. */
  void single(EmbedInput one) {
    input = one;
    single = true;
  }

  void dimension(int numbers) {
    dimension = OptionalInt.of(numbers);
  }

  void normalize(boolean toLengthOne) {
    normalize = toLengthOne;
  }

  void inputType(InputType type) {
    inputType = Optional.of(type);
  }

  void model(String name) {
    model = Optional.of(name);
  }

  void truncate(boolean cut) {
    truncate = cut;
  }

  /** Whether the input is one text, outside any array of texts. */
  boolean isSingle() {
    return single;
  }

  /** The request, once its input is known. */
  EmbedRequest request() {
    return new EmbedRequest(
        Objects.requireNonNull(input), dimension, normalize, inputType, model, truncate);
  }

  /** The request, and how it is answered. */
  Parsed parsed(FieldNames names, AnswerForm answer) {
    return new Parsed(request(), single ? names.ofSingleInput() : names, answer);
  }
}
