package io.sutra.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sutra.domain.EmbedInput;
import io.sutra.domain.EmbedRequest;
import io.sutra.domain.EmbeddingException;
import io.sutra.domain.EmbeddingException.Reason;
import io.sutra.domain.InputType;
import io.sutra.domain.RequestLimits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EmbedRequestParserTest {

  private static final RequestLimits LIMITS = new RequestLimits(1 << 20, 3, 1_000);

  /** An identifier, so that a JSON parser takes all of it for one token, and might quote it. */
  private static final String SECRET = "skHunter2";

  // What is accepted

  @Test
  void parse_onlyTexts_hasTheDocumentedDefaults() throws IOException {
    EmbedRequest request = parse("{\"texts\": [\"a\", \"b\"]}");

    assertThat(texts(request)).containsExactly("a", "b");
    assertThat(request.dimension()).isEqualTo(OptionalInt.empty());
    assertThat(request.normalize()).isTrue();
    assertThat(request.inputType()).isEmpty();
    assertThat(request.model()).isEmpty();
    assertThat(request.truncate()).isTrue();
  }

  @Test
  void parse_tokens_areReadInsteadOfTexts() throws IOException {
    assertThat(parse("{\"tokens\": [[101, 7592, 102], [0]]}").input())
        .isEqualTo(
            new EmbedInput.Tokens(
                List.of(new EmbedInput.TokenIds(101, 7592, 102), new EmbedInput.TokenIds(0))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"tokens\": []}                        | tokens       | empty_array",
        "{\"tokens\": [[]]}                      | tokens[0]    | empty_array",
        "{\"tokens\": [[1], [2, -1]]}            | tokens[1][1] | invalid_token",
        "{\"tokens\": [[1.5]]}                   | tokens[0][0] | invalid_type",
        "{\"tokens\": [[2147483648]]}            | tokens[0][0] | invalid_token",
        "{\"tokens\": [[1], \"a\"]}              | tokens[1]    | invalid_type",
        "{\"tokens\": [1]}                       | tokens[0]    | invalid_type",
        "{\"tokens\": \"a\"}                     | tokens       | invalid_type",
        "{\"tokens\": [[1]], \"texts\": [\"a\"]} | tokens       | conflicting_fields",
      })
  void parse_badTokens_areRefusedByName(String body, String param, String code) {
    assertThatThrownBy(() -> parse(body))
        .isInstanceOfSatisfying(
            EmbeddingException.class,
            error -> {
              assertThat(error.param()).contains(param);
              assertThat(error.code()).isEqualTo(code);
            });
  }

  @Test
  void parse_moreTokensThanARequestMayHave_areRefusedBeforeAllAreRead() {
    assertThatThrownBy(
            () ->
                parse(
                    "{\"tokens\": [[1, 2], [3, 4, 5".getBytes(StandardCharsets.UTF_8),
                    new RequestLimits(1_000, 10, 4)))
        .isInstanceOfSatisfying(
            EmbeddingException.class,
            error -> assertThat(error.code()).isEqualTo("max_tokens_per_request"));
  }

  @Test
  void parse_everyField_isRead() throws IOException {
    EmbedRequest request =
        parse(
            """
            {"truncate": false, "model": "m", "input_type": "query", "normalize": false,
             "dimension": 64, "texts": ["a"]}
            """);

    assertThat(request)
        .isEqualTo(
            new EmbedRequest(
                List.of("a"),
                OptionalInt.of(64),
                false,
                Optional.of(InputType.QUERY),
                Optional.of("m"),
                false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dimension", "normalize", "input_type", "model", "truncate"})
  void parse_nullInAnOptionalField_isAsIfAbsent(String field) throws IOException {
    assertThat(parse("{\"texts\": [\"a\"], \"" + field + "\": null}"))
        .isEqualTo(parse("{\"texts\": [\"a\"]}"));
  }

  @ParameterizedTest
  @CsvSource({"query,QUERY", "document,DOCUMENT"})
  void parse_inputType_isRead(String name, InputType expected) throws IOException {
    assertThat(parse("{\"texts\": [\"a\"], \"input_type\": \"" + name + "\"}").inputType())
        .contains(expected);
  }

  @Test
  void parse_asManyTextsAsAllowed_isAccepted() throws IOException {
    assertThat(texts(parse("{\"texts\": [\"a\", \"b\", \"c\"]}"))).hasSize(3);
  }

  @Test
  void parse_charactersOfEveryWidth_arriveUnchanged() throws IOException {
    String text = "a \u00e9 \u732b \ud83c\udf89 \u0000 \ufffd \ue000 \uffff";

    assertThat(texts(parse("{\"texts\": [\"" + text.replace("\0", "\\u0000") + "\"]}")))
        .containsExactly(text);
  }

  @Test
  void parse_escapedSurrogatePair_isOneCharacter() throws IOException {
    assertThat(texts(parse("{\"texts\": [\"\\ud83c\\udf89\"]}"))).containsExactly("\ud83c\udf89");
  }

  @Test
  void parse_whitespaceAroundTheObject_isAccepted() throws IOException {
    assertThat(texts(parse(" \t\r\n{\"texts\": [\"a\"]} \t\r\n"))).containsExactly("a");
  }

  // The body's size

  @Test
  void parse_bodyExactlyAtTheLimit_isAccepted() throws IOException {
    byte[] body = "{\"texts\": [\"abc\"]}".getBytes(StandardCharsets.UTF_8);

    assertThat(texts(parse(body, new RequestLimits(body.length, 1, 1)))).containsExactly("abc");
  }

  @Test
  void parse_bodyOneByteOverTheLimit_isTooLargeAndSaysTheLimit() {
    byte[] body = "{\"texts\": [\"abc\"]}".getBytes(StandardCharsets.UTF_8);

    EmbeddingException error = refusal(body, new RequestLimits(body.length - 1, 1, 1));

    assertThat(error.reason()).isEqualTo(Reason.TOO_LARGE);
    assertThat(error).hasMessageContaining(Integer.toString(body.length - 1));
  }

  @Test
  void parse_whitespaceBeyondTheLimit_isTooLarge() {
    byte[] body = "{\"texts\": [\"abc\"]} ".getBytes(StandardCharsets.UTF_8);

    assertThat(refusal(body, new RequestLimits(body.length - 1, 1, 1)).reason())
        .isEqualTo(Reason.TOO_LARGE);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1_023, 1_024, 1_025, 2_048, 2_049, 65_536, 100_000})
  void parse_bodyOfAnyLengthInPieces_isReadWhole(int length) throws IOException {
    String text = "x".repeat(length);
    byte[] body = ("{\"texts\": [\"" + text + "\"]}").getBytes(StandardCharsets.UTF_8);
    var pieces =
        new ByteArrayInputStream(body) {
          @Override
          public synchronized int read(byte[] target, int offset, int most) {
            return super.read(target, offset, Math.min(most, 700));
          }
        };

    assertThat(texts(EmbedRequestParser.parse(pieces, LIMITS))).containsExactly(text);
  }

  @Test
  void parse_endlessBody_readsNoMoreThanTheLimitAndOne() {
    var endless =
        new InputStream() {
          long given;

          @Override
          public int read() {
            given++;
            return ' ';
          }

          @Override
          public int read(byte[] target, int offset, int length) {
            given += length;
            Arrays.fill(target, offset, offset + length, (byte) ' ');
            return length;
          }
        };

    var error =
        assertThrows(
            EmbeddingException.class,
            () -> EmbedRequestParser.parse(endless, new RequestLimits(1_000, 1, 1)));

    assertThat(error.reason()).isEqualTo(Reason.TOO_LARGE);
    assertThat(endless.given).isEqualTo(1_001);
  }

  @Test
  void parse_connectionFails_isNotTheCallersMistake() {
    var broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("reset");
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            throw new IOException("reset");
          }
        };

    assertThrows(IOException.class, () -> EmbedRequestParser.parse(broken, LIMITS));
  }

  // texts

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"model\": \"m\"}"})
  void parse_noTexts_isRefusedNamingTheField(String body) {
    assertInvalid(body, "texts", "missing_field");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"a\"", "1", "true", "{}", "{\"0\": \"a\"}"})
  void parse_textsIsNoArray_isRefusedNamingTheField(String value) {
    assertInvalid("{\"texts\": " + value + "}", "texts", "invalid_type");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "1", "true", "{}", "[]", "[\"b\"]"})
  void parse_textIsNoString_isRefusedNamingItsIndex(String value) {
    assertInvalid("{\"texts\": [\"a\", " + value + "]}", "texts[1]", "invalid_type");
  }

  @Test
  void parse_emptyTexts_isRefusedNamingTheField() {
    assertInvalid("{\"texts\": []}", "texts", "empty_array");
  }

  @Test
  void parse_emptyText_isRefusedNamingItsIndex() {
    assertInvalid("{\"texts\": [\"a\", \"b\", \"\"]}", "texts[2]", "empty_string");
  }

  @Test
  void parse_oneTextTooMany_isRefusedSayingHowManyMayBe() {
    assertThat(assertInvalid("{\"texts\": [\"a\",\"b\",\"c\",\"d\"]}", "texts", "too_many_texts"))
        .hasMessageContaining("3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\ud800",
        "\\udc00",
        "a\\ud83c",
        "\\ud83c\\ud83c\\udf89",
        "\\udf89\\ud83c",
        "\\ud83ca\\udf89"
      })
  void parse_unpairedSurrogateEscape_isRefusedNamingItsIndex(String text) {
    assertInvalid("{\"texts\": [\"a\", \"" + text + "\"]}", "texts[1]", "invalid_unicode");
  }

  // The other fields

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.5",
        "1e999999999",
        "2147483648",
        "2147483648.0",
        "-2147483649",
        "99999999999999999999",
        "\"64\"",
        "true",
        "[64]",
        "{}"
      })
  void parse_dimensionIsNoWholeNumber_isRefusedNamingTheField(String value) {
    assertInvalid(
        "{\"texts\": [\"a\"], \"dimension\": " + value + "}", "dimension", "invalid_type");
  }

  /** Some languages write every number so. */
  @ParameterizedTest
  @ValueSource(strings = {"256.0", "2.56e2", "256"})
  void parse_dimensionThatIsWhole_isReadHoweverItIsWritten(String value) throws IOException {
    assertThat(parse("{\"texts\": [\"a\"], \"dimension\": " + value + "}").dimension())
        .hasValue(256);
  }

  /** Editors and languages put it there; a receiver may skip it (RFC 8259, 8.1). */
  @Test
  void parse_byteOrderMarkAtTheStart_isSkipped() throws IOException {
    assertThat(parse("\ufeff{\"texts\": [\"\ufeffa\"]}").input())
        .isEqualTo(new EmbedInput.Texts(List.of("\ufeffa")));
  }

  @ParameterizedTest
  @CsvSource({
    "query, QUERY",
    "search_query, QUERY",
    "document, DOCUMENT",
    "search_document, DOCUMENT",
    "passage, DOCUMENT"
  })
  void parse_inputTypeInTheWordsOfOthers_isUnderstood(String name, InputType expected)
      throws IOException {
    assertThat(parse("{\"texts\": [\"a\"], \"input_type\": \"" + name + "\"}").inputType())
        .contains(expected);
  }

  @Test
  void parse_unknownFieldThatIsNull_isAsIfAbsent() throws IOException {
    assertThat(parse("{\"texts\": [\"a\"], \"priority\": null}"))
        .isEqualTo(parse("{\"texts\": [\"a\"]}"));
  }

  @Test
  void parse_dimensionOfTenThousandDigits_isInvalid() {
    EmbeddingException error =
        refusal("{\"texts\": [\"a\"], \"dimension\": " + "9".repeat(10_000) + "}");

    assertThat(error.reason()).isEqualTo(Reason.INVALID);
    assertThat(error.getMessage()).doesNotContain("999").hasSizeLessThan(200);
  }

  @ParameterizedTest
  @CsvSource({"normalize,1", "normalize,'\"true\"'", "truncate,0", "truncate,[]"})
  void parse_flagIsNoBoolean_isRefusedNamingTheField(String field, String value) {
    assertInvalid("{\"texts\": [\"a\"], \"" + field + "\": " + value + "}", field, "invalid_type");
  }

  @ParameterizedTest
  @CsvSource({"model,1", "model,[]", "input_type,true", "input_type,{}"})
  void parse_nameIsNoString_isRefusedNamingTheField(String field, String value) {
    assertInvalid("{\"texts\": [\"a\"], \"" + field + "\": " + value + "}", field, "invalid_type");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Query", "QUERY", "passages", "query "})
  void parse_unknownInputType_isRefusedSayingWhatIsAllowed(String value) {
    assertThat(
            assertInvalid(
                "{\"texts\": [\"a\"], \"input_type\": \"" + value + "\"}",
                "input_type",
                "invalid_value"))
        .hasMessageContaining("\"query\"")
        .hasMessageContaining("\"document\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"input", "Texts", "text", "inputType", ""})
  void parse_unknownField_isRefusedSayingWhatIsAllowed(String field) {
    assertThat(assertInvalid("{\"texts\": [\"a\"], \"" + field + "\": 1}", field, "unknown_field"))
        .hasMessageContaining("'" + field + "'")
        .hasMessageContaining(
            "texts, tokens, dimension, normalize, input_type, model and truncate");
  }

  @Test
  void parse_longUnknownField_isShownCut() {
    EmbeddingException error = refusal("{\"" + "x".repeat(41) + "\": 1}");

    assertThat(error.param()).contains("x".repeat(40) + "…");
  }

  @ParameterizedTest
  @ValueSource(ints = {50_001, 500_000})
  void parse_unreasonablyLongFieldName_isInvalidWithAShortMessage(int length) {
    EmbeddingException error = refusal("{\"" + "x".repeat(length) + "\": 1}");

    assertThat(error.reason()).isEqualTo(Reason.INVALID);
    assertThat(error).hasMessageContaining("name").message().hasSizeLessThan(250);
  }

  @Test
  void parse_unknownFieldWithAnUnpairedSurrogate_leavesTheMessageValidUnicode() {
    assertThat(refusal("{\"\\ud800\": 1}").getMessage()).matches(EmbedRequestParserTest::isUnicode);
  }

  @Test
  void parse_unknownFieldCutInsideACharacter_leavesTheMessageValidUnicode() {
    assertThat(refusal("{\"" + "x".repeat(39) + "\ud83c\udf89\": 1}").getMessage())
        .matches(EmbedRequestParserTest::isUnicode);
  }

  // Not the JSON of RFC 8259

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"texts\"",
        "{\"texts\":",
        "{\"texts\": [",
        "{\"texts\": [\"a",
        "{\"texts\": [\"a\"",
        "{\"texts\": [\"a\"]",
        "{\"texts\": [\"a\"],}",
        "{\"texts\": [\"a\",]}",
        "{\"texts\": [,\"a\"]}",
        "{'texts': ['a']}",
        "{texts: [\"a\"]}",
        "{\"texts\": [\"a\"]]",
        "{\"texts\": [\"a\nb\"]}",
        "{\"texts\": [\"a\\x\"]}",
        "{\"texts\": [\"\\u12\"]}",
        "{\"texts\": [\"a\"]} // comment",
        "{/* comment */ \"texts\": [\"a\"]}",
        "{\"texts\": [\"a\"], \"dimension\": 064}",
        "{\"texts\": [\"a\"], \"dimension\": +64}",
        "{\"texts\": [\"a\"], \"dimension\": 0x40}",
        "{\"texts\": [\"a\"], \"dimension\": .5}",
        "{\"texts\": [\"a\"], \"normalize\": True}",
        "texts",
        "\u0000"
      })
  void parse_brokenJson_isInvalid(String body) {
    assertInvalid(body, null, "invalid_json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "null", "1", "\"texts\"", "true", "[]", "[\"a\"]"})
  void parse_noObject_isRefusedSayingSo(String body) {
    assertThat(assertInvalid(body, null, "invalid_type")).hasMessageContaining("JSON object");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "{}", "{\"texts\": [\"a\"]}", "null", "]", "}", "0"})
  void parse_trailingContent_isInvalid(String trailing) {
    assertInvalid("{\"texts\": [\"a\"]}" + trailing, null, "invalid_json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"texts\": [\"a\"], \"texts\": [\"b\"]}",
        "{\"texts\": [\"a\"], \"model\": \"m\", \"model\": \"m\"}",
        "{\"texts\": [\"a\"], \"dimension\": null, \"dimension\": null}",
        "{\"texts\": [\"a\"], \"t\\u0065xts\": [\"b\"]}"
      })
  void parse_duplicateKey_isRefusedSayingSo(String body) {
    assertThat(assertInvalid(body, null, "invalid_json")).hasMessageContaining("twice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "Infinity", "-Infinity", "+Infinity", "-INF"})
  void parse_numberThatIsNone_isRefusedSayingSo(String value) {
    assertThat(
            assertInvalid(
                "{\"texts\": [\"a\"], \"dimension\": " + value + "}", null, "invalid_json"))
        .hasMessageContaining("NaN and Infinity");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"texts\": ", "", "{\"texts\": [\"a\"], \"x\": ", "{\"model\": "})
  void parse_nestedTenThousandDeep_isInvalid(String before) {
    for (String opening : new String[] {"[", "{\"a\":"}) {
      EmbeddingException error = refusal(before + opening.repeat(10_000));

      assertThat(error.reason()).isEqualTo(Reason.INVALID);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c0 80", // overlong U+0000
        "c1 bf", // overlong U+007F
        "e0 80 80", // overlong U+0000 in three bytes
        "e0 9f bf", // overlong U+07FF
        "f0 80 80 80", // overlong U+0000 in four bytes
        "f0 8f bf bf", // overlong U+FFFF
        "ed a0 80", // the surrogate U+D800
        "ed bf bf", // the surrogate U+DFFF
        "ed a0 bc ed be 89", // a surrogate pair, as CESU-8 has it
        "f4 90 80 80", // U+110000
        "f5 80 80 80",
        "ff",
        "fe",
        "80", // a continuation without a start
        "c3", // a start without a continuation
        "e7 8c", // cut
        "f0 9f 8e" // cut
      })
  void parse_badUtf8_isRefusedSayingWhere(String hex) throws IOException {
    byte[] before = "{\"texts\": [\"a".getBytes(StandardCharsets.UTF_8);
    byte[] bad = HexFormat.ofDelimiter(" ").parseHex(hex);
    var body = new ByteArrayOutputStream();
    body.write(before);
    body.write(bad);
    body.write("\"]}".getBytes(StandardCharsets.UTF_8));

    EmbeddingException error = refusal(body.toByteArray(), LIMITS);

    assertThat(error.code()).isEqualTo("invalid_json");
    assertThat(error)
        .hasMessageContaining("UTF-8")
        .hasMessageContaining("offset " + before.length + ".");
  }

  @Test
  void parse_bodyEndsInsideACharacter_isRefusedSayingWhere() {
    byte[] body = {'{', (byte) 0xe7, (byte) 0x8c};

    assertThat(refusal(body, LIMITS)).hasMessageContaining("offset 1.");
  }

  @Test
  void parse_utf16_isInvalid() {
    byte[] body = "{\"texts\": [\"a\"]}".getBytes(StandardCharsets.UTF_16LE);

    assertThat(refusal(body, LIMITS).reason()).isEqualTo(Reason.INVALID);
  }

  // Nothing of the caller's comes back

  @ParameterizedTest
  @ValueSource(
      strings = {
        // in a text
        "{\"texts\": [\"SECRET\", 1]}",
        "{\"texts\": [\"SECRET\\ud800\"]}",
        "{\"texts\": [\"SECRET\", \"SECRET\", \"SECRET\", \"SECRET\"]}",
        "{\"texts\": \"SECRET\"}",
        "{\"texts\": [\"SECRET\"], \"texts\": [\"SECRET\"]}",
        // in a value
        "{\"texts\": [\"a\"], \"dimension\": \"SECRET\"}",
        "{\"texts\": [\"a\"], \"normalize\": \"SECRET\"}",
        "{\"texts\": [\"a\"], \"truncate\": \"SECRET\"}",
        "{\"texts\": [\"a\"], \"input_type\": \"SECRET\"}",
        "{\"texts\": [\"a\"], \"model\": [\"SECRET\"]}",
        "{\"texts\": [\"a\"], \"unknown\": \"SECRET\"}",
        "{\"texts\": [], \"model\": \"SECRET\"}",
        // in broken JSON
        "SECRET",
        "\"SECRET",
        "{\"texts\": [\"SECRET",
        "{\"texts\": [SECRET]}",
        "{\"texts\": [\"SECRET\" \"SECRET\"]}",
        "{\"texts\": [\"a\"], \"dimension\": SECRET}",
        "{\"texts\": [\"a\"], \"dimension\": NaNSECRET}",
        "{\"texts\": [\"a\"], SECRET: 1}",
        "{\"texts\": [\"a\"], \"model\": \"SECRET\\q\"}",
        "{\"texts\": [\"a\"]} SECRET"
      })
  void parse_secretInARefusedBody_isNotRepeated(String body) {
    EmbeddingException error = refusal(body.replace("SECRET", SECRET));

    assertThat(error.toString()).doesNotContainIgnoringCase("hunter2");
    assertThat(error.param().orElse("")).doesNotContainIgnoringCase("hunter2");
    assertThat(error).hasNoCause().hasNoSuppressedExceptions();
  }

  private static List<String> texts(EmbedRequest request) {
    return ((EmbedInput.Texts) request.input()).texts();
  }

  private static EmbedRequest parse(String body) throws IOException {
    return parse(body.getBytes(StandardCharsets.UTF_8), LIMITS);
  }

  private static EmbedRequest parse(byte[] body, RequestLimits limits) throws IOException {
    return EmbedRequestParser.parse(new ByteArrayInputStream(body), limits);
  }

  private static EmbeddingException refusal(String body) {
    return refusal(body.getBytes(StandardCharsets.UTF_8), LIMITS);
  }

  private static EmbeddingException refusal(byte[] body, RequestLimits limits) {
    return assertThrows(EmbeddingException.class, () -> parse(body, limits));
  }

  private static EmbeddingException assertInvalid(
      String body, @Nullable String param, String code) {
    EmbeddingException error = refusal(body);
    assertThat(error.reason()).isEqualTo(Reason.INVALID);
    assertThat(error.code()).isEqualTo(code);
    assertThat(error.param()).isEqualTo(Optional.ofNullable(param));
    if (param != null) {
      assertThat(error).hasMessageContaining("'" + param + "'");
    }
    return error;
  }

  private static boolean isUnicode(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }
}
