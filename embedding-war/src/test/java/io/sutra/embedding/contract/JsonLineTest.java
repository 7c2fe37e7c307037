package io.sutra.embedding.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLineTest {

  @Test
  void text_stringOrFieldText_isTheText() throws IOException {
    assertThat(JsonLine.text("\"a \\u00e4\"")).contains("a \u00e4");
    assertThat(JsonLine.text("{\"id\": [1, {\"text\": \"no\"}], \"text\": \"yes\"} "))
        .contains("yes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "[\"a\"]",
        "{}",
        "{\"text\": 1}",
        "{\"text\": {\"text\": \"a\"}}",
        "\"a\" \"b\""
      })
  void text_somethingElse_isNone(String line) throws IOException {
    assertThat(JsonLine.text(line)).isEmpty();
  }
}
