package io.sutra.embedding.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.domain.EmbedInput.TokenIds;
import io.sutra.embedding.web.SpecialTokens.Frame;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpecialTokensTest {

  private static final Frame BERT = Frame.common(List.of(101, 1037, 102), List.of(101, 1021, 102));

  @Test
  void common_ofTwoTexts_isWhatStandsAroundBoth() {
    assertThat(BERT).isEqualTo(new Frame(List.of(101), List.of(102)));
    assertThat(Frame.common(List.of(5, 1), List.of(6, 1)))
        .isEqualTo(new Frame(List.of(), List.of(1)));
    assertThat(Frame.common(List.of(5), List.of(6))).isEqualTo(new Frame(List.of(), List.of()));
  }

  @Test
  void surrounds_idsOfTheModel_andNoOthers() {
    assertThat(BERT.surrounds(new TokenIds(101, 7592, 102))).isTrue();
    assertThat(BERT.surrounds(new TokenIds(101, 102))).isTrue();
    assertThat(BERT.surrounds(new TokenIds(9906, 1917))).isFalse();
    assertThat(BERT.surrounds(new TokenIds(101, 7592))).isFalse();
    assertThat(BERT.surrounds(new TokenIds(101))).isFalse();
  }
}
