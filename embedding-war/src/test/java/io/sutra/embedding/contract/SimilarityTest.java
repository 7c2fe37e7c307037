package io.sutra.embedding.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.domain.EmbeddingException;
import io.sutra.domain.Field;
import io.sutra.domain.FieldNames;
import io.sutra.domain.InputType;
import io.sutra.domain.Place;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SimilarityTest {

  private static final String BODY =
      "{\"text\": \"a\", \"texts\": [\"b\", \"c\"], \"dimension\": 64, \"truncate\": false,"
          + " \"input_type\": \"query\", \"model\": \"bge\"}";

  private final Exchange sutra =
      new Exchange(
          new Contract() {
            @Override
            public String name() {
              return "similarity";
            }

            @Override
            public List<Route> routes() {
              return List.of(SimilarityRoute.route());
            }

            @Override
            public Reply error(EmbeddingException error, FieldNames names) {
              return Reply.json(error.message(names));
            }

            @Override
            public FieldNames names() {
              return FieldNames.PLAIN;
            }
          });

  @Test
  void similarity_body_isReadAndAnswered() {
    var request = sutra.parse("/similarity", BODY).request();

    assertThat(sutra.texts("/similarity", BODY)).containsExactly("a", "b", "c");
    assertThat(request.dimension()).hasValue(64);
    assertThat(request.inputType()).contains(InputType.QUERY);
    assertThat(request.truncate()).isFalse();
    assertThat(sutra.answer("/similarity", BODY))
        .isEqualTo(
            "{\"similarities\":[0.9899495,0.96827734],\"dimension\":2,\"model\":\"model\","
                + "\"usage\":{\"prompt_tokens\":15,\"computed_tokens\":15}}");
  }

  @Test
  void similarity_errors_nameTheTwoFields() {
    var first = EmbeddingException.invalid(Place.of(Field.TEXTS, 0), "code", "is too long.");
    var third = EmbeddingException.invalid(Place.of(Field.TEXTS, 2), "code", "is too long.");

    assertThat(sutra.refusal("/similarity", BODY, first)).isEqualTo("'text' is too long.");
    assertThat(sutra.refusal("/similarity", BODY, third)).isEqualTo("'texts[1]' is too long.");
    assertThat(sutra.refusal("/similarity", "{\"text\": \"a\"}"))
        .isEqualTo("The field 'texts' is required: an array of texts.");
  }

  @Test
  void cosine_isOfDirectionsAlone() {
    assertThat(Similarity.cosine(new float[] {1, 0}, new float[] {5, 0})).isEqualTo(1);
    assertThat(Similarity.cosine(new float[] {1, 0}, new float[] {-5, 0})).isEqualTo(-1);
    assertThat(Similarity.cosine(new float[] {1, 0}, new float[] {0, 2})).isZero();
    assertThat(Similarity.cosine(new float[] {0, 0}, new float[] {0, 2})).isZero();
    assertThat(Similarity.cosine(new float[] {1e30f, 1e30f}, new float[] {1e30f, 1e30f}))
        .isEqualTo(1);
  }
}
