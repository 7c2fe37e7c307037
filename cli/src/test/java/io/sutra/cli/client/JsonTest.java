package io.sutra.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTest {

  @Test
  void object_hasEveryKindOfValue() throws IOException {
    Map<String, Object> read =
        Json.object(
            "{\"a\": 1, \"b\": [0.5, -2e3], \"c\": {\"d\": true}, \"e\": null, \"f\": \"ü\\n\"}");

    assertThat(read)
        .containsEntry("a", 1)
        .containsEntry("b", List.of(0.5, -2_000.0))
        .containsEntry("c", Map.of("d", true))
        .containsEntry("e", null)
        .containsEntry("f", "ü\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "3", "{", "<html>", "{\"a\":}"})
  void object_ofWhatIsNone_fails(String text) {
    assertThatThrownBy(() -> Json.object(text)).isInstanceOf(IOException.class);
  }

  @Test
  void text_keepsTheOrderAndEscapes() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("z", "quote \" and \n ü 🙂");
    fields.put("a", List.of(1, 2.5, true));

    assertThat(Json.text(fields))
        .isEqualTo("{\"z\":\"quote \\\" and \\n ü 🙂\",\"a\":[1,2.5,true]}");
  }
}
