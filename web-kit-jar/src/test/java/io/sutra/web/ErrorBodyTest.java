package io.sutra.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ErrorBodyTest {

  @Test
  void toJson_withParam_isTheShapeOfOpenAi() {
    assertThat(json(new ErrorBody("No.", "invalid_request_error", Optional.of("texts[1]"), "c")))
        .isEqualTo(
            "{\"error\":{\"message\":\"No.\",\"type\":\"invalid_request_error\","
                + "\"param\":\"texts[1]\",\"code\":\"c\"}}");
  }

  @Test
  void toJson_withoutParam_hasItAsNull() {
    assertThat(json(new ErrorBody("No.", "server_error", Optional.empty(), "internal_error")))
        .isEqualTo(
            "{\"error\":{\"message\":\"No.\",\"type\":\"server_error\","
                + "\"param\":null,\"code\":\"internal_error\"}}");
  }

  @Test
  void toJson_quotesAndControlCharacters_areEscaped() {
    assertThat(json(new ErrorBody("\"a\\\n\u0001é", "t", Optional.of("\"}"), "c")))
        .isEqualTo(
            "{\"error\":{\"message\":\"\\\"a\\\\\\n\\u0001é\",\"type\":\"t\","
                + "\"param\":\"\\\"}\",\"code\":\"c\"}}");
  }

  private static String json(ErrorBody body) {
    return new String(body.toJson(), StandardCharsets.UTF_8);
  }
}
