package io.sutra.it.openai;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** langchain4j's embedding model over OpenAI's API. */
class LangChain4jIT extends ClientContract {

  /**
   * Above what the product takes, so that langchain4j does not part a request that is too large.
   */
  private static final int TEXTS_OF_A_REQUEST = 4_096;

  LangChain4jIT(GuardedProduct product) {
    super(product, new Client(product.baseUrl()));
  }

  /** The one error that the product cannot be made to give: such a text is never sent. */
  @Test
  @Override
  void embed_emptyText_isTheClientsOwnException() {
    assertThatThrownBy(() -> TextSegment.from("")).isInstanceOf(IllegalArgumentException.class);
  }

  private record Client(String baseUrl) implements EmbeddingsClient {

    @Override
    public List<float[]> embed(Call call) {
      Map<String, Object> extra = new LinkedHashMap<>(call.extra());
      OpenAiEmbeddingModel.OpenAiEmbeddingModelBuilder model =
          OpenAiEmbeddingModel.builder()
              .baseUrl(baseUrl)
              .apiKey(call.key())
              .modelName(call.model())
              .maxRetries(call.retries())
              .maxSegmentsPerBatch(TEXTS_OF_A_REQUEST)
              .customParameters(extra);
      call.dimensions().ifPresent(model::dimensions);
      call.format().ifPresent(model::encodingFormat);
      return model
          .build()
          .embedAll(call.texts().stream().map(TextSegment::from).toList())
          .content()
          .stream()
          .map(Embedding::vector)
          .toList();
    }

    @Override
    public Optional<Failure> typeOf(Throwable thrown) {
      return Optional.ofNullable(
          switch (thrown) {
            case AuthenticationException e -> Failure.UNAUTHORIZED;
            case ModelNotFoundException e -> Failure.UNKNOWN_MODEL;
            case InvalidRequestException e -> Failure.BAD_REQUEST;
            case RateLimitException e -> Failure.RATE_LIMIT;
            default -> null;
          });
    }
  }
}
