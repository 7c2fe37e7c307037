package io.sutra.embedding.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.domain.EmbeddingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {

  @ParameterizedTest
  @CsvSource({"a, a", "a%2Fb, a/b", "a%2fb%20c, a/b c", "%C3%A4, ä", "a+b, a+b"})
  void decode_percentEncoding_isUndoneOnce(String raw, String decoded) {
    assertThat(RequestPath.decode(raw)).isEqualTo(decoded);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "a%2", "%zz", "%ff", "%c0%af", "%-1"})
  void decode_nonsense_isRefused(String raw) {
    assertThatThrownBy(() -> RequestPath.decode(raw)).isInstanceOf(EmbeddingException.class);
  }

  @Test
  void parameter_ofAQuery_isTheFirstOfItsNameDecoded() {
    assertThat(Query.parameter("a=1&model=x%2Fy+z&model=2", "model")).contains("x/y z");
    assertThat(Query.parameter("model", "model")).contains("");
    assertThat(Query.parameter("models=1", "model")).isEmpty();
    assertThat(Query.parameter(null, "model")).isEmpty();
  }
}
