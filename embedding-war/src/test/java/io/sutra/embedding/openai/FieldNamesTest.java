package io.sutra.embedding.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.domain.EmbeddingException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FieldNamesTest {

  @Test
  void translate_fieldsOfEmbed_areThoseOfOpenAi() {
    EmbeddingException dimension =
        FieldNames.translate(EmbeddingException.dimensionNotAllowed(List.of(8, 4), "m"));
    assertThat(dimension.param()).contains("dimensions");
    assertThat(dimension).hasMessageStartingWith("'dimensions' must be");

    EmbeddingException tooLong = FieldNames.translate(EmbeddingException.textTooLong(3, 9, 8, "m"));
    assertThat(tooLong.param()).contains("input[3]");
    assertThat(tooLong).hasMessageStartingWith("'input[3]' has");

    assertThat(FieldNames.translate(EmbeddingException.unknownToken(2, 9, "m")).param())
        .contains("input[2]");
    assertThat(FieldNames.translate(EmbeddingException.tooManyTokens(9)).param()).contains("input");
  }

  @Test
  void translate_everythingElse_isKept() {
    EmbeddingException busy =
        FieldNames.translate(EmbeddingException.busy("Full.", Duration.ofMillis(1_500)));

    assertThat(busy).hasMessage("Full.");
    assertThat(busy.reason()).isEqualTo(EmbeddingException.Reason.BUSY);
    assertThat(busy.code()).isEqualTo("rate_limit_exceeded");
    assertThat(busy.retryAfter()).contains(Duration.ofMillis(1_500));
    assertThat(FieldNames.translate(EmbeddingException.unknownModel(List.of("m"))).param())
        .contains("model");
  }
}
