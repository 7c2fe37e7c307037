package io.sutra.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.domain.EmbeddingException.Reason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EmbeddingExceptionTest {

  private static final FieldNames OTHERS =
      FieldNames.renamed(
          Map.of(Field.TEXTS, "input", Field.TOKENS, "input", Field.DIMENSION, "dimensions"));

  @Test
  void message_ofAPlace_isInTheWordsOfWhoeverAsks() {
    EmbeddingException error =
        EmbeddingException.textTooLong(Place.of(Field.TEXTS, 3), 700, 512, "m");

    assertThat(error.getMessage()).startsWith("'texts[3]' has 700 tokens; the model m reads 512.");
    assertThat(error.message(OTHERS)).startsWith("'input[3]' has 700 tokens");
    assertThat(error.param()).contains("texts[3]");
    assertThat(error.param(OTHERS)).contains("input[3]");
  }

  @Test
  void message_ofASingleInput_namesTheFieldAndNoIndex() {
    FieldNames single = OTHERS.ofSingleInput();

    assertThat(
            EmbeddingException.textTooLong(Place.of(Field.TEXTS, 0), 700, 512, "m").param(single))
        .contains("input");
    assertThat(
            EmbeddingException.unknownToken(Place.of(Field.TOKENS, 0, 1), 30_522, "m")
                .message(single))
        .startsWith("'input[1]' has an id that is no token of the model m");
    assertThat(EmbeddingException.dimensionNotAllowed(List.of(384), "m").param(single))
        .contains("dimensions");
  }

  @Test
  void tooManyTokens_namesTheFieldThatTheyCameIn() {
    assertThat(
            EmbeddingException.tooManyTokens(
                    new EmbedInput.Tokens(List.of(new EmbedInput.TokenIds(7))), 5)
                .param())
        .contains("tokens");
    assertThat(EmbeddingException.tooManyTokens(new EmbedInput.Texts(List.of("a")), 5).param())
        .contains("texts");
  }

  @Test
  void relayed_fieldOfTheOtherService_isAPlaceAgain() {
    EmbeddingException error =
        EmbeddingException.relayed(
            Reason.INVALID, "'tokens[1][2]' is odd.", "odd", "tokens[1][2]", null);

    assertThat(error.place()).contains(Place.of(Field.TOKENS, 1, 2));
    assertThat(error.message(OTHERS)).isEqualTo("'input[1][2]' is odd.");
  }

  @Test
  void relayed_messageThatDoesNotBeginWithItsField_staysAsItIs() {
    EmbeddingException error =
        EmbeddingException.relayed(Reason.INVALID, "Send 'texts'.", "odd", "texts", null);

    assertThat(error.message(OTHERS)).isEqualTo("Send 'texts'.");
    assertThat(error.param(OTHERS)).contains("input");
  }

  @Test
  void relayed_fieldThatIsNone_isGivenOn() {
    EmbeddingException error =
        EmbeddingException.relayed(Reason.INVALID, "'x y' is odd.", "odd", "x y", null);

    assertThat(error.place()).isEmpty();
    assertThat(error.param(OTHERS)).contains("x y");
    assertThat(error.message(OTHERS)).isEqualTo("'x y' is odd.");
  }
}
