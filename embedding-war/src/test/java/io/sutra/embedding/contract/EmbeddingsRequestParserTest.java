package io.sutra.embedding.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.domain.EmbedInput;
import io.sutra.domain.EmbedInput.TokenIds;
import io.sutra.domain.EmbedRequest;
import io.sutra.domain.EmbeddingException;
import io.sutra.domain.InputType;
import io.sutra.domain.RequestLimits;
import io.sutra.web.StrictJson;
import io.sutra.web.VectorEncoding;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EmbeddingsRequestParserTest {

  private record Read(EmbedRequest request, VectorEncoding encoding) {}

  private static Read parse(String body) throws IOException {
    EmbeddingsRequestParser read =
        StrictJson.read(
            new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)),
            10_000,
            parser -> EmbeddingsRequestParser.read(parser, new RequestLimits(10_000, 3, 6)));
    return new Read(read.request(), read.encoding());
  }

  private static EmbedInput input(String input) throws IOException {
    return parse("{\"model\": \"m\", \"input\": " + input + "}").request().input();
  }

  @Test
  void parse_inputAndModelAlone_haveTheDocumentedDefaults() throws IOException {
    assertThat(parse("{\"input\": \"a\", \"model\": \"m\"}"))
        .isEqualTo(
            new Read(
                new EmbedRequest(
                    List.of("a"),
                    OptionalInt.empty(),
                    true,
                    Optional.empty(),
                    Optional.of("m"),
                    true),
                VectorEncoding.FLOAT));
  }

  @Test
  void parse_everyField_isRead() throws IOException {
    assertThat(
            parse(
                """
                {"model": "m", "input": ["a"], "dimensions": 64, "encoding_format": "base64",
                 "user": "u", "input_type": "query", "truncate": false}
                """))
        .isEqualTo(
            new Read(
                new EmbedRequest(
                    List.of("a"),
                    OptionalInt.of(64),
                    true,
                    Optional.of(InputType.QUERY),
                    Optional.of("m"),
                    false),
                VectorEncoding.BASE64));
  }

  @Test
  void parse_fourFormsOfInput_areRead() throws IOException {
    assertThat(input("\"a\"")).isEqualTo(new EmbedInput.Texts(List.of("a")));
    assertThat(input("[\"a\", \"b\"]")).isEqualTo(new EmbedInput.Texts(List.of("a", "b")));
    assertThat(input("[7, 0]")).isEqualTo(new EmbedInput.Tokens(List.of(new TokenIds(7, 0))));
    assertThat(input("[[7], [0, 8]]"))
        .isEqualTo(new EmbedInput.Tokens(List.of(new TokenIds(7), new TokenIds(0, 8))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"dimensions", "encoding_format", "user", "input_type", "truncate", "priority"})
  void parse_nullInAnOptionalField_isAsIfAbsent(String field) throws IOException {
    assertThat(parse("{\"input\": \"a\", \"model\": \"m\", \"" + field + "\": null}"))
        .isEqualTo(parse("{\"input\": \"a\", \"model\": \"m\"}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"model\": \"m\"}                                       | input       | missing_field",
        "{\"input\": \"a\"}                                       | model       | missing_field",
        "{\"input\": \"a\", \"model\": null}                      | model       | invalid_type",
        "{\"input\": null, \"model\": \"m\"}                      | input       | invalid_type",
        "{\"input\": {}, \"model\": \"m\"}                        | input       | invalid_type",
        "{\"input\": 7, \"model\": \"m\"}                         | input       | invalid_type",
        "{\"input\": \"\", \"model\": \"m\"}                      | input       | empty_string",
        "{\"input\": [], \"model\": \"m\"}                        | input       | empty_array",
        "{\"input\": [[]], \"model\": \"m\"}                      | input[0]    | empty_array",
        "{\"input\": [\"a\", \"\"], \"model\": \"m\"}             | input[1]    | empty_string",
        "{\"input\": [\"a\", 7], \"model\": \"m\"}                | input[1]    | invalid_type",
        "{\"input\": [7, \"a\"], \"model\": \"m\"}                | input[1]    | invalid_type",
        "{\"input\": [7, -1], \"model\": \"m\"}                   | input[1]    | invalid_token",
        "{\"input\": [7, 2147483648], \"model\": \"m\"}           | input[1]    | invalid_token",
        "{\"input\": [[7], 8], \"model\": \"m\"}                  | input[1]    | invalid_type",
        "{\"input\": [[7], [8, 1.5]], \"model\": \"m\"}           | input[1][1] | invalid_type",
        "{\"input\": [null], \"model\": \"m\"}                    | input[0]    | invalid_type",
        "{\"input\": [\"\\ud800\"], \"model\": \"m\"}             | input[0]    | invalid_unicode",
        "{\"input\": [\"a\",\"b\",\"c\",\"d\"], \"model\": \"m\"} | input       | too_many_texts",
        "{\"input\": [[1],[2],[3],[4]], \"model\": \"m\"}         | input       | too_many_texts",
        "{\"input\": \"a\", \"model\": \"m\", \"dimensions\": 1.5} | dimensions | invalid_type",
        "{\"input\": \"a\", \"model\": \"m\", \"encoding_format\": \"hex\"}"
            + " | encoding_format | invalid_value",
        "{\"input\": \"a\", \"model\": \"m\", \"user\": 7}        | user        | invalid_type",
        "{\"input\": \"a\", \"model\": \"m\", \"input_type\": \"x\"} | input_type | invalid_value",
        "{\"input\": \"a\", \"model\": \"m\", \"texts\": []}      | texts       | unknown_field",
        "{\"input\": \"a\", \"model\": \"m\", \"dimension\": 64}  | dimension   | unknown_field",
      })
  void parse_brokenRule_isRefusedByName(String body, String param, String code) {
    assertThatThrownBy(() -> parse(body))
        .isInstanceOfSatisfying(
            EmbeddingException.class,
            error -> {
              assertThat(error.param()).contains(param);
              assertThat(error.code()).isEqualTo(code);
              assertThat(error.getMessage()).contains("'" + param + "'");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1, 2, 3, 4, 5, 6, 7]", "[[1, 2, 3, 4], [5, 6, 7]]"})
  void parse_moreTokensThanARequestMayHave_areRefused(String input) {
    assertThatThrownBy(() -> input(input))
        .isInstanceOfSatisfying(
            EmbeddingException.class,
            error -> assertThat(error.code()).isEqualTo("max_tokens_per_request"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "\"a\"", "7"})
  void parse_noObject_isRefused(String body) {
    assertThatThrownBy(() -> parse(body))
        .isInstanceOf(EmbeddingException.class)
        .hasMessageContaining("JSON object");
  }
}
