package io.sutra.embedding.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.domain.EmbedInput;
import io.sutra.domain.EmbedRequest;
import io.sutra.domain.EmbeddingException;
import io.sutra.domain.Field;
import io.sutra.domain.InputType;
import io.sutra.domain.Place;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TeiContractTest {

  private static final String COMPARED =
      "{\"inputs\": {\"source_sentence\": \"a\", \"sentences\": [\"b\", \"c\"]},"
          + " \"parameters\": {}}";

  private final Exchange tei = new Exchange(new TeiContract());

  @ParameterizedTest
  @ValueSource(strings = {"/embed", "/"})
  void embed_inputs_areAnsweredWithABareArray(String path) {
    assertThat(tei.answer(path, "{\"inputs\": [\"a\", \"b\"]}"))
        .isEqualTo("[[0.6,-0.8],[0.70710677,-0.70710677]]");
    assertThat(tei.answer(path, "{\"inputs\": \"a\"}")).isEqualTo("[[0.6,-0.8]]");
    assertThat(tei.answer(path, "{\"inputs\": \"a\", \"normalize\": false}"))
        .isEqualTo("[[3.0,-4.0]]");
  }

  @Test
  void embed_tokenIds_areRead() {
    EmbedInput one = tei.parse("/embed", "{\"inputs\": [101, 102]}").request().input();
    EmbedInput two = tei.parse("/embed", "{\"inputs\": [[101], [102, 7]]}").request().input();

    assertThat(one).isInstanceOf(EmbedInput.Tokens.class);
    assertThat(one.size()).isEqualTo(1);
    assertThat(((EmbedInput.Tokens) two).sequences())
        .containsExactly(new EmbedInput.TokenIds(101), new EmbedInput.TokenIds(102, 7));
  }

  @Test
  void embed_everyField_isRead() {
    EmbedRequest request =
        tei.parse(
                "/embed",
                "{\"inputs\": \"a\", \"truncate\": false, \"truncation_direction\": \"Right\","
                    + " \"prompt_name\": \"query\", \"dimensions\": 64, \"normalize\": true,"
                    + " \"encoding_format\": \"float\", \"model\": \"bge\"}")
            .request();

    assertThat(request.truncate()).isFalse();
    assertThat(request.inputType()).contains(InputType.QUERY);
    assertThat(request.dimension()).hasValue(64);
    assertThat(request.model()).contains("bge");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"inputs\": \"a\", \"truncation_direction\": \"Left\"}|'truncation_direction' must be",
        "{\"inputs\": \"a\", \"prompt_name\": \"search\"}|'prompt_name' must be one of \\\"query\\\"",
        "{\"inputs\": {}}|'inputs' must be a string, an array of strings, an array of token ids,",
        "{\"inputs\": []}|'inputs' is empty; it must hold at least one text.",
        "{\"inputs\": [\"a\", 1]}|'inputs[1]' must be a string.",
        "{\"inputs\": [[1], \"a\"]}|'inputs[1]' must be an array of token ids, as the first is.",
        "{\"inputs\": [\"a\", \"b\", \"c\", \"d\", \"e\"]}|'inputs' holds more than 4 texts",
        "{\"inputs\": \"\"}|'inputs' is an empty string",
        "{\"inputs\": null}|'inputs' must be a string, an array"
      })
  void embed_whatIsNotAllowed_isRefusedInItsWords(String sample) {
    String[] parts = sample.split("\\|", -1);

    assertThat(tei.refusal("/embed", parts[0]))
        .startsWith("{\"error\":\"" + parts[1])
        .endsWith(",\"error_type\":\"Validation\"}");
  }

  @Test
  void error_types_areItsOwn() {
    String body = "{\"inputs\": \"a\"}";
    var busy = EmbeddingException.busy("Wait.", Duration.ofSeconds(1));
    var late = EmbeddingException.timedOut("Wait.", Duration.ofSeconds(1));

    assertThat(tei.refusal("/embed", body, busy)).contains("\"error_type\":\"Overloaded\"");
    assertThat(tei.refusal("/embed", body, late)).contains("\"error_type\":\"Unhealthy\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/similarity", "/"})
  void similarity_inputs_areAnsweredWithTheCosines(String path) {
    assertThat(tei.texts(path, COMPARED)).containsExactly("a", "b", "c");
    // Of [3,-4] with [4,-4] and [5,-4].
    assertThat(tei.answer(path, COMPARED)).isEqualTo("[0.9899495,0.96827734]");
  }

  @Test
  void similarity_parameters_areThoseOfBoth() {
    EmbedRequest request =
        tei.parse(
                "/similarity",
                COMPARED.replace("{}", "{\"truncate\": false, \"prompt_name\": \"query\"}"))
            .request();

    assertThat(request.truncate()).isFalse();
    assertThat(request.inputType()).contains(InputType.QUERY);
  }

  @Test
  void similarity_errors_nameTheNestedFields() {
    assertThat(tei.refusal("/similarity", "{\"inputs\": {\"sentences\": [\"a\"]}}"))
        .contains("The field 'inputs.source_sentence' is required: a text.");
    assertThat(tei.refusal("/similarity", "{\"inputs\": \"a\"}"))
        .contains("'inputs' must be an object. Its fields are source_sentence, sentences.");
    assertThat(tei.refusal("/similarity", COMPARED, tooLong(0)))
        .contains("'inputs.source_sentence' is too long.");
    assertThat(tei.refusal("/similarity", COMPARED, tooLong(2)))
        .contains("'inputs.sentences[1]' is too long.");
    assertThat(
            tei.refusal(
                "/similarity",
                "{\"inputs\": {\"source_sentence\": \"a\","
                    + " \"sentences\": [\"b\", \"c\", \"d\", \"e\"]}}"))
        .contains("'inputs.sentences' holds more than 3 texts");
  }

  private static EmbeddingException tooLong(int index) {
    return EmbeddingException.invalid(Place.of(Field.TEXTS, index), "code", "is too long.");
  }

  @Test
  void embedAll_isRefusedWithAReason() {
    assertThatThrownBy(
            () -> tei.ask("POST", "/embed_all", new StandInBackend(), "{\"inputs\": \"a\"}"))
        .hasMessageContaining("one vector per text")
        .isInstanceOf(EmbeddingException.class);
  }

  @Test
  void tokenize_inputs_areIdsPerText() throws IOException {
    assertThat(
            tei.ask(
                "POST",
                "/tokenize",
                new StandInBackend(),
                "{\"inputs\": [\"a\", \"b\"], \"add_special_tokens\": true}"))
        .isEqualTo("[[{\"id\":101},{\"id\":102}],[{\"id\":101},{\"id\":7592},{\"id\":102}]]");
  }

  @Test
  void tokenize_withoutSpecialTokens_isRefused() {
    assertThatThrownBy(
            () ->
                tei.ask(
                    "POST",
                    "/tokenize",
                    new StandInBackend(),
                    "{\"inputs\": \"a\", \"add_special_tokens\": false}"))
        .hasMessageContaining("'add_special_tokens' must be true");
  }
}
