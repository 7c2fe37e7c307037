package io.sutra.embedding.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.domain.EmbedRequest;
import io.sutra.domain.EmbeddingException;
import io.sutra.domain.Field;
import io.sutra.domain.Place;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class OllamaContractTest {

  private final Exchange ollama = new Exchange(new OllamaContract());

  @Test
  void embed_texts_areAnsweredInOllamasWords() {
    String answer =
        ollama.answer("/api/embed", "{\"model\": \"bge:latest\", \"input\": [\"a\", \"b\"]}");

    assertThat(answer)
        .isEqualTo(
            "{\"model\":\"bge:latest\",\"embeddings\":[[0.6,-0.8],[0.70710677,-0.70710677]],"
                + "\"total_duration\":1500,\"load_duration\":0,\"prompt_eval_count\":10}");
  }

  @Test
  void embed_everyField_isRead() {
    EmbedRequest request =
        ollama
            .parse(
                "/api/embed",
                "{\"model\": \"bge\", \"input\": \"a\", \"truncate\": false, \"dimensions\": 64,"
                    + " \"options\": {\"num_ctx\": 8, \"stop\": [\"a\"]}, \"keep_alive\": \"5m\"}")
            .request();

    assertThat(request.model()).contains("bge");
    assertThat(request.dimension()).hasValue(64);
    assertThat(request.truncate()).isFalse();
    assertThat(request.normalize()).isTrue();
    assertThat(request.inputType()).isEmpty();
  }

  @Test
  void embed_tagOfTheLatest_isNoPartOfTheName() {
    assertThat(
            ollama
                .parse("/api/embed", "{\"model\": \"bge:latest\", \"input\": \"a\"}")
                .request()
                .model())
        .contains("bge");
  }

  @Test
  void embed_optionalFieldsThatAreNull_areAsAbsent() {
    assertThat(
            ollama.texts(
                "/api/embed",
                "{\"model\": \"bge\", \"input\": \"a\", \"truncate\": null, \"options\": null,"
                    + " \"keep_alive\": null, \"dimensions\": null}"))
        .containsExactly("a");
  }

  @Test
  void embed_wrongBodies_areRefusedInOllamasWords() {
    assertThat(ollama.refusal("/api/embed", "{\"input\": \"a\"}"))
        .isEqualTo("{\"error\":\"The field 'model' is required: a model's name.\"}");
    assertThat(ollama.refusal("/api/embed", "{\"model\": \"bge\", \"input\": [\"a\", \"\"]}"))
        .isEqualTo("{\"error\":\"'input[1]' is an empty string; a text needs a character.\"}");
    assertThat(ollama.refusal("/api/embed", "{\"model\": \"bge\", \"inputs\": \"a\"}"))
        .contains("'inputs' is unknown. Allowed are model, options, keep_alive, input,");
    assertThat(ollama.refusal("/api/embed", "[]")).contains("must be a JSON object");
  }

  @Test
  void embed_errorsFoundLater_nameOllamasFields() {
    var size = EmbeddingException.invalid(Place.of(Field.DIMENSION), "code", "must be 64.");
    var one = EmbeddingException.invalid(Place.of(Field.TEXTS, 0), "code", "is too long.");

    assertThat(ollama.refusal("/api/embed", "{\"model\": \"m\", \"input\": \"a\"}", size))
        .isEqualTo("{\"error\":\"'dimensions' must be 64.\"}");
    assertThat(ollama.refusal("/api/embed", "{\"model\": \"m\", \"input\": \"a\"}", one))
        .isEqualTo("{\"error\":\"'input' is too long.\"}");
    assertThat(ollama.refusal("/api/embed", "{\"model\": \"m\", \"input\": [\"a\"]}", one))
        .isEqualTo("{\"error\":\"'input[0]' is too long.\"}");
    assertThat(ollama.refusal("/api/embeddings", "{\"model\": \"m\", \"prompt\": \"a\"}", one))
        .isEqualTo("{\"error\":\"'prompt' is too long.\"}");
  }

  @Test
  void embeddings_prompt_isAnsweredWithOneVector() {
    assertThat(
            ollama.answer(
                "/api/embeddings", "{\"model\": \"bge\", \"prompt\": \"a\", \"options\": {}}"))
        .isEqualTo("{\"embedding\":[0.6,-0.8]}");
  }

  @Test
  void tags_listEveryModelWithTheTag() throws IOException {
    assertThat(ollama.ask("GET", "/api/tags", new StandInBackend(), ""))
        .contains("\"name\":\"bge:latest\"", "\"name\":\"nomic:latest\"")
        .contains("\"digest\":\"" + "c".repeat(64) + "\"");
  }

  @Test
  void show_eitherNameOfTheField_givesTheSizesOfTheModel() throws IOException {
    for (String field : new String[] {"model", "name"}) {
      assertThat(
              ollama.ask(
                  "POST",
                  "/api/show",
                  new StandInBackend(),
                  "{\"" + field + "\": \"bge:latest\", \"verbose\": true}"))
          .contains("\"embedding.context_length\":512", "\"embedding.embedding_length\":384")
          .contains("\"capabilities\":[\"embedding\"]");
    }
  }

  @Test
  void show_noModelOrAnUnknownOne_isRefused() {
    assertThatThrownBy(
            () -> ollama.ask("POST", "/api/show", new StandInBackend(), "{\"verbose\": true}"))
        .hasMessageContaining("'model' is required");
    assertThatThrownBy(
            () -> ollama.ask("POST", "/api/show", new StandInBackend(), "{\"model\": \"x\"}"))
        .isInstanceOf(EmbeddingException.class);
  }

  @Test
  void version_isThisServices() throws IOException {
    assertThat(ollama.ask("GET", "/api/version", new StandInBackend(), ""))
        .isEqualTo("{\"version\":\"1.2.3\"}");
  }
}
