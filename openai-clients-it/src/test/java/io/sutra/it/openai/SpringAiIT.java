package io.sutra.it.openai;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.openai.OpenAiEmbeddingModel;
import org.springframework.ai.openai.OpenAiEmbeddingOptions;
import org.springframework.ai.openai.OpenAiEmbeddingOptions.EncodingFormat;

/** Spring AI's embedding model over OpenAI's API. */
class SpringAiIT extends ClientContract {

  SpringAiIT(GuardedProduct product) {
    super(product, new Client(product.baseUrl()));
  }

  private record Client(String baseUrl) implements EmbeddingsClient {

    @Override
    public List<float[]> embed(Call call) {
      OpenAiEmbeddingOptions.Builder options =
          OpenAiEmbeddingOptions.builder()
              .baseUrl(baseUrl)
              .apiKey(call.key())
              .model(call.model())
              .maxRetries(call.retries());
      call.dimensions().ifPresent(options::dimensions);
      call.format()
          .map(name -> name.equals("float") ? EncodingFormat.FLOAT : EncodingFormat.BASE64)
          .ifPresent(options::encodingFormat);
      if (!call.extra().isEmpty()) {
        options.extraBody(new LinkedHashMap<>(call.extra()));
      }
      OpenAiEmbeddingModel model = OpenAiEmbeddingModel.builder().options(options.build()).build();
      return model.call(new EmbeddingRequest(call.texts(), options.build())).getResults().stream()
          .map(Embedding::getOutput)
          .toList();
    }

    @Override
    public Optional<Failure> typeOf(Throwable thrown) {
      return OpenAiJavaIT.OpenAiExceptions.typeOf(thrown);
    }
  }
}
