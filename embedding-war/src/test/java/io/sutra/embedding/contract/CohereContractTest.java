package io.sutra.embedding.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.domain.EmbedRequest;
import io.sutra.domain.EmbeddingException;
import io.sutra.domain.Field;
import io.sutra.domain.InputType;
import io.sutra.domain.Place;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CohereContractTest {

  private final Exchange cohere = new Exchange(new CohereContract());

  /** A body of the second version with further fields. */
  private static String body(String more) {
    return "{\"model\": \"bge\", \"texts\": [\"a\", \"é\"]" + more + "}";
  }

  /** Without the identifier, which is another one each time. */
  private static String withoutId(String json) {
    assertThat(json).startsWith("{\"id\":\"");
    return json.replaceFirst("\"id\":\"[0-9a-f-]{36}\",", "");
  }

  @Test
  void embed_noType_isFloats() {
    assertThat(withoutId(cohere.answer("/v2/embed", body(""))))
        .isEqualTo(
            "{\"response_type\":\"embeddings_by_type\",\"texts\":[\"a\",\"é\"],"
                + "\"embeddings\":{\"float\":[[0.6,-0.8],[0.70710677,-0.70710677]]},"
                + "\"meta\":{\"api_version\":{\"version\":\"2\"},"
                + "\"billed_units\":{\"input_tokens\":10}}}");
  }

  @Test
  void embed_severalTypes_areAnsweredInTheOrderAskedFor() {
    assertThat(
            cohere.answer(
                "/v2/embed",
                body(
                    ", \"embedding_types\": [\"ubinary\", \"int8\", \"uint8\", \"binary\","
                        + " \"base64\"]")))
        .contains(
            "\"embeddings\":{\"ubinary\":[[128],[128]],\"int8\":[[95,-127],[127,-127]],"
                + "\"uint8\":[[223,1],[255,1]],\"binary\":[[0],[0]],"
                + "\"base64\":[\"mpkZP83MTL8=\",\"8wQ1P/MENb8=\"]},\"meta\"");
  }

  @Test
  void embed_everyField_isRead() {
    EmbedRequest request =
        cohere
            .parse(
                "/v2/embed",
                body(
                    ", \"output_dimension\": 64, \"truncate\": \"NONE\", \"priority\": 0,"
                        + " \"images\": null, \"input_type\": \"search_query\""))
            .request();

    assertThat(request.model()).contains("bge");
    assertThat(request.dimension()).hasValue(64);
    assertThat(request.truncate()).isFalse();
    assertThat(request.inputType()).contains(InputType.QUERY);
  }

  @ParameterizedTest
  @CsvSource({"search_query,QUERY", "search_document,DOCUMENT", "classification,", "clustering,"})
  void embed_inputType_choosesTheModelsPrefix(String word, InputType type) {
    assertThat(
            cohere
                .parse("/v2/embed", body(", \"input_type\": \"" + word + "\""))
                .request()
                .inputType())
        .isEqualTo(Optional.ofNullable(type));
  }

  @Test
  void embed_firstVersionWithoutATypes_isABareArrayOfFloats() {
    assertThat(withoutId(cohere.answer("/v1/embed", "{\"texts\": [\"a\"]}")))
        .isEqualTo(
            "{\"response_type\":\"embeddings_floats\",\"texts\":[\"a\"],"
                + "\"embeddings\":[[0.6,-0.8]],\"meta\":{\"api_version\":{\"version\":\"1\"},"
                + "\"billed_units\":{\"input_tokens\":5}}}");
  }

  @Test
  void embed_firstVersionWithTypes_isByType() {
    assertThat(cohere.answer("/v1/embed", "{\"texts\": [\"a\"], \"embedding_types\": [\"float\"]}"))
        .contains("\"embeddings_by_type\"", "\"embeddings\":{\"float\":[[0.6,-0.8]]}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"truncate\": \"START\"|'truncate' is \\\"START\\\", but texts are cut at their end only.",
        "\"truncate\": \"end\"|'truncate' must be one of \\\"NONE\\\", \\\"END\\\", \\\"START\\\".",
        "\"embedding_types\": []|'embedding_types' is empty",
        "\"embedding_types\": [\"float\", \"float\"]|'embedding_types[1]' is in the array already.",
        "\"embedding_types\": [\"float16\"]|'embedding_types[0]' must be one of \\\"float\\\",",
        "\"embedding_types\": \"float\"|'embedding_types' must be an array of strings.",
        "\"input_type\": \"image\"|'input_type' must be one of \\\"search_document\\\",",
        "\"images\": [\"data:\"]|'images' is not read: texts are all that is embedded here.",
        "\"inputs\": []|'inputs' is not read",
        "\"max_tokens\": 0|'max_tokens' must be a whole number of 1 or more.",
        "\"dimension\": 64|'dimension' is unknown. Allowed are texts, input_type,"
      })
  void embed_whatIsNotAllowed_isRefusedInCoheresWords(String sample) {
    String[] parts = sample.split("\\|", -1);

    String refusal = cohere.refusal("/v2/embed", body(", " + parts[0]));

    assertThat(withoutId(refusal)).startsWith("{\"message\":\"").contains(parts[1]);
  }

  @Test
  void embed_fewerTokensThanATextHas_isRefusedAndNotCut() {
    assertThat(cohere.answer("/v2/embed", body(", \"max_tokens\": 5"))).contains("[[0.6,");
    assertThat(cohere.refusal("/v2/embed", body(", \"max_tokens\": 4")))
        .contains("'texts[0]' has 5 tokens, more than 'max_tokens'.");
  }

  @Test
  void embed_errorsFoundLater_nameCoheresFields() {
    var error = EmbeddingException.invalid(Place.of(Field.DIMENSION), "code", "must be 64.");

    assertThat(withoutId(cohere.refusal("/v2/embed", body(""), error)))
        .isEqualTo("{\"message\":\"'output_dimension' must be 64.\"}");
  }
}
