package io.sutra.embedding.contract;

import com.fasterxml.jackson.core.JsonParser;
import io.sutra.domain.FieldNames;
import io.sutra.domain.RequestLimits;
import io.sutra.embedding.service.EmbedAnswer;
import java.io.IOException;

/** {@code POST /similarity} in Sutra's own words. */
final class SimilarityRoute {

  private static final Similarity SIMILARITY = new Similarity("text", "texts");
  private static final Similarity.Frame FRAME =
      new Similarity.Frame("{\"similarities\":[", SimilarityRoute::tail);

  private static final BodyFields<Similarity.Texts> FIELDS =
      BodyFields.<Similarity.Texts>none()
          .required("text", "a text", Similarity.Texts::text)
          .required("texts", "an array of texts", Similarity.Texts::others)
          .optional("dimension", (texts, value) -> texts.draft().dimension(value.dimension()))
          .optional("input_type", (texts, value) -> texts.draft().inputType(value.inputType()))
          .optional("model", (texts, value) -> texts.draft().model(value.string()))
          .optional("truncate", (texts, value) -> texts.draft().truncate(value.flag()));

  private SimilarityRoute() {}

  /** The route. */
  static Route route() {
    return Route.embedding(
        "/similarity",
        SimilarityRoute::parse,
        Description.ofEmbedding("Compare a text with others")
            .details("The cosine of the text's vector with each other one, in the order given."));
  }

  private static Parsed parse(JsonParser parser, RequestLimits limits) throws IOException {
    Similarity.Texts texts = FIELDS.read(new Similarity.Texts(new Draft()), parser, limits);
    return SIMILARITY.parsed(texts, FieldNames.PLAIN, FRAME);
  }

  private static String tail(EmbedAnswer answer) {
    return "],\"dimension\":"
        + answer.dimension()
        + ",\"model\":"
        + JsonText.quoted(answer.model())
        + ",\"usage\":{\"prompt_tokens\":"
        + answer.usage().promptTokens()
        + ",\"computed_tokens\":"
        + answer.usage().computedTokens()
        + "}}";
  }
}
