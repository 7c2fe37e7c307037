package io.sutra.mlbase.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.domain.EmbedInput;
import io.sutra.domain.EmbedInput.TokenIds;
import io.sutra.domain.EmbeddingException;
import io.sutra.domain.InputType;
import io.sutra.mlbase.model.ModelDescription;
import io.sutra.mlbase.model.Pooling;
import io.sutra.mlbase.model.Precision;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class InputTokenizerTest {

  /** Ids of the letters a and b in the vocabulary of {@link CharacterTokenizer}. */
  private static final int A = 'a' + 10;

  private static final int B = 'b' + 10;
  private static final int OPENING = 1;
  private static final int CLOSING = 2;

  private final InputTokenizer tokenizer =
      new InputTokenizer(model("q: "), new CharacterTokenizer());

  private static ModelDescription model(String queryPrefix) {
    return new ModelDescription(
        "m",
        "a test",
        "MIT",
        4,
        List.of(4),
        Pooling.CLS,
        false,
        queryPrefix,
        "",
        8,
        200,
        Precision.FLOAT32,
        Map.of());
  }

  private static EmbedInput tokens(int... ids) {
    return new EmbedInput.Tokens(List.of(new TokenIds(ids)));
  }

  private static EmbedInput text(String text) {
    return new EmbedInput.Texts(List.of(text));
  }

  private long[] ids(EmbedInput input, Optional<InputType> type) {
    TokenSequence sequence = tokenizer.tokenize(input, 0, type);
    long[] ids = new long[sequence.length()];
    sequence.copyTo(ids, 0);
    return ids;
  }

  @Test
  void tokenize_idsOfAText_areTheTokensOfThatText() {
    for (Optional<InputType> type :
        List.of(
            Optional.<InputType>empty(),
            Optional.of(InputType.QUERY),
            Optional.of(InputType.DOCUMENT))) {
      long[] ofText = ids(text("ab"), type);
      assertThat(ids(tokens(A, B), type)).isEqualTo(ofText);
      assertThat(ids(tokens(OPENING, A, B, CLOSING), type)).isEqualTo(ofText);
    }
  }

  @Test
  void tokenize_onlyOneSpecialToken_isATokenLikeOthers() {
    assertThat(ids(tokens(OPENING, A), Optional.empty()))
        .containsExactly(OPENING, OPENING, A, CLOSING);
    assertThat(ids(tokens(OPENING, CLOSING), Optional.empty())).containsExactly(OPENING, CLOSING);
  }

  @Test
  void tokenize_idBeyondTheVocabulary_isRefusedByPlace() {
    var input = new EmbedInput.Tokens(List.of(new TokenIds(199), new TokenIds(A, 200)));
    assertThat(tokenizer.tokenize(input, 0, Optional.empty()).length()).isEqualTo(3);
    assertThatThrownBy(() -> tokenizer.tokenize(input, 1, Optional.empty()))
        .isInstanceOfSatisfying(
            EmbeddingException.class, error -> assertThat(error.param()).contains("tokens[1][1]"))
        .hasMessageContaining("0 to 199");
  }

  @Test
  void tokenize_prefixThatMergesWithTheText_isRefusedForIds() {
    // One token for each pair of characters: a prefix of odd length takes a letter of the text.
    var pairs =
        new InputTokenizer(
            model("q"),
            new Tokenizer() {
              @Override
              public TokenSequence tokenize(String text) {
                long[] ids = new long[(text.length() + 1) / 2];
                for (int i = 0; i < ids.length; i++) {
                  ids[i] = text.substring(2 * i, Math.min(text.length(), 2 * i + 2)).hashCode();
                }
                return new TokenSequence(ids);
              }

              @Override
              public SpecialTokens specialTokens() {
                return new SpecialTokens(0, 0);
              }
            });
    assertThatThrownBy(() -> pairs.tokenize(tokens(A), 0, Optional.of(InputType.QUERY)))
        .isInstanceOfSatisfying(
            EmbeddingException.class, error -> assertThat(error.param()).contains("input_type"));
    assertThat(pairs.tokenize(tokens(A), 0, Optional.empty()).length()).isEqualTo(1);
  }
}
