package io.sutra.domain;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** What is to be embedded: texts, or texts that are tokens already. Immutable. */
public sealed interface EmbedInput {

  /** How many texts, 1 or more. */
  int size();

  /** The field that they came in. */
  Field field();

  /** Those at {@code indices}, in that order. */
  EmbedInput select(List<Integer> indices);

  /**
   * Texts as they are written.
   *
   * @param texts each non-empty and well-formed Unicode
   */
  record Texts(List<String> texts) implements EmbedInput {

    public Texts {
      texts = List.copyOf(texts);
    }

    @Override
    public int size() {
      return texts.size();
    }

    @Override
    public Field field() {
      return Field.TEXTS;
    }

    @Override
    public Texts select(List<Integer> indices) {
      return new Texts(indices.stream().map(texts::get).toList());
    }
  }

  /**
   * Texts as ids in the vocabulary of the model. The special tokens that the model wants around
   * them may be there or not.
   *
   * @param sequences one per text, each non-empty
   */
  record Tokens(List<TokenIds> sequences) implements EmbedInput {

    public Tokens {
      sequences = List.copyOf(sequences);
    }

    @Override
    public int size() {
      return sequences.size();
    }

    @Override
    public Field field() {
      return Field.TOKENS;
    }

    @Override
    public Tokens select(List<Integer> indices) {
      return new Tokens(indices.stream().map(sequences::get).toList());
    }
  }

  /** The token ids of one text, in order. Compared by their ids. */
  final class TokenIds {

    private final int[] ids;

    /** Takes ownership of {@code ids}, 1 or more of 0 or greater. */
    public TokenIds(int... ids) {
      if (ids.length == 0) {
        throw new IllegalArgumentException("a text has at least one token");
      }
      this.ids = ids;
    }

    public int length() {
      return ids.length;
    }

    public int get(int index) {
      return ids[index];
    }

    /** Where the first id stands that is no token of a vocabulary of that size, if there is one. */
    public OptionalInt firstBeyond(int vocabularySize) {
      for (int i = 0; i < ids.length; i++) {
        if (ids[i] >= vocabularySize) {
          return OptionalInt.of(i);
        }
      }
      return OptionalInt.empty();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof TokenIds tokens && Arrays.equals(ids, tokens.ids);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(ids);
    }
  }
}
