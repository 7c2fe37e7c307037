package io.sutra.it.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.ollama.OllamaEmbeddingModel;
import io.sutra.it.openai.ContractClient.Ability;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.ollama.api.OllamaApi;
import org.springframework.ai.ollama.api.OllamaEmbeddingOptions;
import org.springframework.web.client.RestClient;

/** Clients of Ollama: its own from PyPI and npm, LangChain4j's and Spring AI's. */
class OllamaIT {

  /** The clients that are scripts. */
  abstract static class Scripted extends ContractClient {

    private final ScriptedClient script;

    Scripted(GuardedProduct product, ScriptedClient script) {
      super(
          product,
          script,
          Ability.NAMES_A_MODEL,
          Ability.CHOOSES_A_DIMENSION,
          Ability.REFUSES_LONG_TEXTS);
      this.script = script;
    }

    @AfterEach
    void stop() {
      script.close();
    }

    @Test
    void embeddings_olderCall_isBitIdenticalToEmbed() throws Exception {
      JsonObject answer =
          script.ask(call("An older call"), Json.createObjectBuilder().add("older", true));

      assertThat(Vectors.ofBase64(answer.getJsonArray("vectors").getString(0)))
          .containsExactly(product().embed("An older call"));
    }

    @Test
    void models_areListedAndShown() throws Exception {
      JsonObject answer =
          script.ask(
              call().withModel(GuardedProduct.MODEL + ":latest"),
              Json.createObjectBuilder().add("models", true));

      assertThat(answer.getJsonArray("models").getValuesAs(JsonString::getString))
          .containsExactly(GuardedProduct.MODEL + ":latest");
      assertThat(answer.getJsonArray("capabilities").getValuesAs(JsonString::getString))
          .containsExactly("embedding");
    }

    @Test
    void embed_tagOfTheLatest_isTheModel() throws Exception {
      assertThat(script.embed(call("A tag").withModel(GuardedProduct.MODEL + ":latest")))
          .containsExactly(product().embed("A tag"));
    }
  }

  /** PyPI's. */
  @Nested
  class Python extends Scripted {
    Python(GuardedProduct product) {
      super(product, ScriptedClient.python("contracts", "ollama", product.url()));
    }
  }

  /** npm's. */
  @Nested
  class Node extends Scripted {
    Node(GuardedProduct product) {
      super(product, ScriptedClient.node("ollama", product.url()));
    }
  }

  /** LangChain4j's. */
  @Nested
  class LangChain4j extends ContractClient {
    LangChain4j(GuardedProduct product) {
      super(
          product,
          new LangChain4jClient(product.url()),
          Ability.NAMES_A_MODEL,
          Ability.CHOOSES_A_DIMENSION,
          Ability.RETRIES);
    }
  }

  private record LangChain4jClient(String url) implements EmbeddingsClient {

    @Override
    public List<float[]> embed(Call call) {
      var model =
          OllamaEmbeddingModel.builder()
              .baseUrl(url)
              .customHeaders(Map.of("Authorization", "Bearer " + call.key()))
              .modelName(call.model())
              .maxRetries(call.retries());
      call.dimensions().ifPresent(model::dimensions);
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

  /** Spring AI's. */
  @Nested
  class SpringAi extends ContractClient {
    SpringAi(GuardedProduct product) {
      super(
          product,
          new SpringAiClient(product.url()),
          Ability.NAMES_A_MODEL,
          Ability.CHOOSES_A_DIMENSION,
          Ability.REFUSES_LONG_TEXTS);
    }
  }

  private record SpringAiClient(String url) implements EmbeddingsClient {

    @Override
    public List<float[]> embed(Call call) {
      var options = OllamaEmbeddingOptions.builder().model(call.model());
      call.dimensions().ifPresent(options::dimensions);
      if (call.extra().containsKey("truncate")) {
        options.truncate(Boolean.valueOf(call.extra().get("truncate")));
      }
      var api =
          OllamaApi.builder()
              .baseUrl(url)
              .restClientBuilder(
                  RestClient.builder().defaultHeader("Authorization", "Bearer " + call.key()))
              .build();
      return org.springframework.ai.ollama.OllamaEmbeddingModel.builder()
          .ollamaApi(api)
          .options(options.build())
          .build()
          .call(new EmbeddingRequest(call.texts(), options.build()))
          .getResults()
          .stream()
          .map(org.springframework.ai.embedding.Embedding::getOutput)
          .toList();
    }

    /** One class for all that the same request does not mend; the status is in its message. */
    @Override
    public Optional<Failure> typeOf(Throwable thrown) {
      String message = String.valueOf(thrown.getMessage());
      return thrown.getClass().getSimpleName().endsWith("TransientAiException")
              && message.matches("(?s)(HTTP )?\\d{3} .*")
          ? ScriptedClient.ofStatus(
              Integer.parseInt(message.replaceFirst("^HTTP ", "").substring(0, 3)))
          : Optional.empty();
    }
  }
}
