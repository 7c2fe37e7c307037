package io.sutra.it.openai;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.embeddings.Embedding;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams.EncodingFormat;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** OpenAI's own client for Java. */
class OpenAiJavaIT extends ClientContract {

  OpenAiJavaIT(GuardedProduct product) {
    super(product, new Client(product.baseUrl()));
  }

  private record Client(String baseUrl) implements EmbeddingsClient {

    @Override
    public List<float[]> embed(Call call) {
      EmbeddingCreateParams.Builder request =
          EmbeddingCreateParams.builder().model(call.model()).inputOfArrayOfStrings(call.texts());
      call.dimensions().ifPresent(request::dimensions);
      call.format().map(EncodingFormat::of).ifPresent(request::encodingFormat);
      call.extra()
          .forEach(
              (field, value) -> request.putAdditionalBodyProperty(field, JsonValue.from(value)));
      OpenAIClient client =
          OpenAIOkHttpClient.builder()
              .baseUrl(baseUrl)
              .apiKey(call.key())
              .maxRetries(call.retries())
              .build();
      try {
        return client.embeddings().create(request.build()).data().stream()
            .sorted(Comparator.comparingLong(Embedding::index))
            .map(embedding -> Vectors.of(embedding.embedding()))
            .toList();
      } finally {
        client.close();
      }
    }

    @Override
    public Optional<Failure> typeOf(Throwable thrown) {
      return OpenAiExceptions.typeOf(thrown);
    }
  }

  /** Spring AI lets these through as they are. */
  static final class OpenAiExceptions {

    private OpenAiExceptions() {}

    static Optional<EmbeddingsClient.Failure> typeOf(Throwable thrown) {
      return Optional.ofNullable(
          switch (thrown) {
            case UnauthorizedException e -> EmbeddingsClient.Failure.UNAUTHORIZED;
            case NotFoundException e -> EmbeddingsClient.Failure.UNKNOWN_MODEL;
            case BadRequestException e -> EmbeddingsClient.Failure.BAD_REQUEST;
            case RateLimitException e -> EmbeddingsClient.Failure.RATE_LIMIT;
            default -> null;
          });
    }
  }
}
