package io.sutra.mlbase.inference;

import io.sutra.domain.EmbedInput;
import io.sutra.domain.EmbedInput.TokenIds;
import io.sutra.domain.EmbeddingException;
import io.sutra.domain.Field;
import io.sutra.domain.InputType;
import io.sutra.domain.Place;
import io.sutra.mlbase.inference.Tokenizer.SpecialTokens;
import io.sutra.mlbase.model.ModelDescription;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the model's token sequence of what a caller sends: of a text with the model's prefix before
 * it, or of a text's ids, with the prefix's ids and the special tokens put around them. A text and
 * its ids give the same sequence. Thread-safe.
 */
public final class InputTokenizer {

  /** Any text would do; its tokens are looked for behind a prefix. */
  private static final String SAMPLE = "a";

  private final ModelDescription model;
  private final Tokenizer tokenizer;
  private final long[] opening;
  private final long[] closing;

  /** Only of the types whose prefix ends where a token ends. */
  private final Map<InputType, long[]> prefixes = new EnumMap<>(InputType.class);

  public InputTokenizer(ModelDescription model, Tokenizer tokenizer) {
    this.model = model;
    this.tokenizer = tokenizer;
    long[] sample = ids(SAMPLE);
    SpecialTokens special = tokenizer.specialTokens();
    opening = Arrays.copyOf(sample, special.opening());
    closing = Arrays.copyOfRange(sample, sample.length - special.closing(), sample.length);
    long[] afterPrefix = Arrays.copyOfRange(sample, opening.length, sample.length);
    for (InputType type : InputType.values()) {
      long[] whole = ids(model.prefix(Optional.of(type)) + SAMPLE);
      int end = whole.length - afterPrefix.length;
      if (end >= opening.length && hasAt(whole, end, afterPrefix)) {
        prefixes.put(type, Arrays.copyOfRange(whole, opening.length, end));
      }
    }
  }

  /**
   * The tokens of one text of {@code input}, special tokens included, however many there are.
   *
   * @throws EmbeddingException when the model has no such tokens
   */
  TokenSequence tokenize(EmbedInput input, int index, Optional<InputType> inputType) {
    return switch (input) {
      case EmbedInput.Texts given ->
          tokenizer.tokenize(model.prefix(inputType) + given.texts().get(index));
      case EmbedInput.Tokens given -> assemble(given.sequences().get(index), index, inputType);
    };
  }

  private TokenSequence assemble(TokenIds given, int index, Optional<InputType> inputType) {
    long[] ids = new long[given.length()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = given.get(i);
      if (ids[i] >= model.vocabularySize()) {
        throw EmbeddingException.unknownToken(
            Place.of(Field.TOKENS, index, i), model.vocabularySize(), model.name());
      }
    }
    boolean framed =
        ids.length >= opening.length + closing.length
            && hasAt(ids, 0, opening)
            && hasAt(ids, ids.length - closing.length, closing);
    int from = framed ? opening.length : 0;
    int to = framed ? ids.length - closing.length : ids.length;
    long[] prefix = prefix(inputType);
    long[] all = new long[opening.length + prefix.length + (to - from) + closing.length];
    System.arraycopy(opening, 0, all, 0, opening.length);
    System.arraycopy(prefix, 0, all, opening.length, prefix.length);
    System.arraycopy(ids, from, all, opening.length + prefix.length, to - from);
    System.arraycopy(closing, 0, all, all.length - closing.length, closing.length);
    return new TokenSequence(all);
  }

  private long[] prefix(Optional<InputType> inputType) {
    if (inputType.isEmpty()) {
      return new long[0];
    }
    long[] prefix = prefixes.get(inputType.get());
    if (prefix == null) {
      throw EmbeddingException.invalid(
          Place.of(Field.INPUT_TYPE),
          "invalid_value",
          "needs texts: the prefix of the model "
              + model.name()
              + " cannot be put before token ids.");
    }
    return prefix;
  }

  private long[] ids(String text) {
    TokenSequence tokens = tokenizer.tokenize(text);
    long[] ids = new long[tokens.length()];
    tokens.copyTo(ids, 0);
    return ids;
  }

  private static boolean hasAt(long[] ids, int offset, long[] part) {
    return Arrays.equals(ids, offset, offset + part.length, part, 0, part.length);
  }
}
