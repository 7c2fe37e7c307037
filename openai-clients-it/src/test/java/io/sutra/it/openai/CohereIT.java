package io.sutra.it.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.cohere.api.Cohere;
import com.cohere.api.errors.BadRequestError;
import com.cohere.api.errors.NotFoundError;
import com.cohere.api.errors.TooManyRequestsError;
import com.cohere.api.errors.UnauthorizedError;
import com.cohere.api.requests.EmbedRequest;
import com.cohere.api.resources.v2.requests.V2EmbedRequest;
import com.cohere.api.resources.v2.types.V2EmbedRequestTruncate;
import com.cohere.api.types.EmbedByTypeResponseEmbeddings;
import com.cohere.api.types.EmbedInputType;
import com.cohere.api.types.EmbeddingType;
import io.sutra.it.openai.ContractClient.Ability;
import io.sutra.it.openai.EmbeddingsClient.Call;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Cohere's own clients, for Java and for Python. */
class CohereIT {

  private static final String TEXT = "Six encodings of one vector";

  /** What each encoding must be of a vector. */
  private static List<Integer> int8(float[] vector, int offset) {
    double largest = 0;
    for (float number : vector) {
      largest = Math.max(largest, Math.abs(number));
    }
    double scale = 127 / largest;
    return IntStream.range(0, vector.length)
        .map(i -> (int) Math.rint(vector[i] * scale) + offset)
        .boxed()
        .toList();
  }

  private static List<Integer> bits(float[] vector, int offset) {
    int[] bytes = new int[vector.length / 8];
    for (int i = 0; i < vector.length; i++) {
      bytes[i / 8] |= vector[i] > 0 ? 0x80 >> (i % 8) : 0;
    }
    return Arrays.stream(bytes).map(number -> number + offset).boxed().toList();
  }

  /** PyPI's. */
  @Nested
  class Python extends ContractClient {

    private final ScriptedClient script;

    Python(GuardedProduct product) {
      this(product, ScriptedClient.python("contracts", "cohere", product.url()));
    }

    private Python(GuardedProduct product, ScriptedClient script) {
      super(product, script, Ability.values());
      this.script = script;
    }

    @AfterEach
    void stop() {
      script.close();
    }

    @Test
    void embed_everyEncodingAtOnce_isMadeOfTheVectorOfEmbed() throws Exception {
      JsonObject answer =
          script.ask(
              call(TEXT),
              Json.createObjectBuilder()
                  .add(
                      "types",
                      Json.createArrayBuilder(
                          List.of("float", "int8", "uint8", "binary", "ubinary", "base64"))));

      float[] expected = product().embed(TEXT);
      JsonObject encoded = answer.getJsonObject("encoded");
      assertThat(Vectors.ofBase64(answer.getJsonArray("vectors").getString(0)))
          .containsExactly(expected);
      assertThat(Vectors.ofBase64(encoded.getJsonArray("base64").getString(0)))
          .containsExactly(expected);
      assertThat(integers(encoded, "int8")).isEqualTo(int8(expected, 0));
      assertThat(integers(encoded, "uint8")).isEqualTo(int8(expected, 128));
      assertThat(integers(encoded, "ubinary")).isEqualTo(bits(expected, 0));
      assertThat(integers(encoded, "binary")).isEqualTo(bits(expected, -128));
    }

    private List<Integer> integers(JsonObject encoded, String type) {
      JsonArray first = encoded.getJsonArray(type).getJsonArray(0);
      return first.getValuesAs(JsonNumber.class).stream().map(JsonNumber::intValue).toList();
    }

    @Test
    void embed_searchQuery_putsTheModelsPrefixBeforeTheText() throws Exception {
      JsonObject answer =
          script.ask(
              call("cats and dogs"), Json.createObjectBuilder().add("input_type", "search_query"));

      assertThat(Vectors.ofBase64(answer.getJsonArray("vectors").getString(0)))
          .containsExactly(product().embedQuery("cats and dogs"));
    }

    @Test
    void embed_firstVersion_isBitIdenticalToEmbed() throws Exception {
      // More than the client puts into one request.
      List<String> texts = IntStream.range(0, 100).mapToObj(i -> "text " + i).toList();

      JsonObject answer =
          script.ask(call().withTexts(texts), Json.createObjectBuilder().add("older", true));

      assertThat(
              answer.getJsonArray("vectors").getValuesAs(jakarta.json.JsonString.class).stream()
                  .map(vector -> Vectors.ofBase64(vector.getString())))
          .containsExactlyElementsOf(product().embed(texts));
    }
  }

  /** Maven Central's. */
  @Nested
  class Java extends ContractClient {

    private final JavaClient java;

    Java(GuardedProduct product) {
      this(product, new JavaClient(product.url()));
    }

    private Java(GuardedProduct product, JavaClient client) {
      super(product, client, Ability.values());
      java = client;
    }

    @Test
    void embed_everyEncodingAtOnce_isMadeOfTheVectorOfEmbed() {
      EmbedByTypeResponseEmbeddings encoded =
          java.ask(
              call(TEXT),
              List.of(
                  EmbeddingType.BASE_64,
                  EmbeddingType.BINARY,
                  EmbeddingType.UBINARY,
                  EmbeddingType.INT_8,
                  EmbeddingType.UINT_8));

      float[] expected = product().embed(TEXT);
      assertThat(Vectors.ofBase64(encoded.getBase64().orElseThrow().getFirst()))
          .containsExactly(expected);
      assertThat(encoded.getInt8().orElseThrow()).containsExactly(int8(expected, 0));
      assertThat(encoded.getUint8().orElseThrow()).containsExactly(int8(expected, 128));
      assertThat(encoded.getUbinary().orElseThrow()).containsExactly(bits(expected, 0));
      assertThat(encoded.getBinary().orElseThrow()).containsExactly(bits(expected, -128));
    }

    @Test
    void embed_firstVersion_isBitIdenticalToEmbed() {
      var answer =
          java.client(call())
              .embed(
                  EmbedRequest.builder().texts(List.of(TEXT)).model(GuardedProduct.MODEL).build())
              .getEmbeddingsFloats()
              .orElseThrow();

      assertThat(floats(answer.getEmbeddings().getFirst())).containsExactly(product().embed(TEXT));
    }
  }

  private static float[] floats(List<Double> numbers) {
    return Vectors.of(numbers.stream().map(Double::floatValue).toList());
  }

  private record JavaClient(String url) implements EmbeddingsClient {

    private Cohere client(Call call) {
      return Cohere.builder().url(url).token(call.key()).maxRetries(call.retries()).build();
    }

    private EmbedByTypeResponseEmbeddings ask(Call call, List<EmbeddingType> types) {
      var request =
          V2EmbedRequest.builder()
              .model(call.model())
              .inputType(EmbedInputType.CLUSTERING)
              .texts(call.texts())
              .embeddingTypes(types);
      call.dimensions().ifPresent(request::outputDimension);
      if (call.extra().containsKey("truncate")) {
        request.truncate(V2EmbedRequestTruncate.NONE);
      }
      return client(call).v2().embed(request.build()).getEmbeddings();
    }

    @Override
    public List<float[]> embed(Call call) {
      return ask(call, List.of(EmbeddingType.FLOAT)).getFloat().orElseThrow().stream()
          .map(CohereIT::floats)
          .toList();
    }

    @Override
    public Optional<Failure> typeOf(Throwable thrown) {
      return Optional.ofNullable(
          switch (thrown) {
            case UnauthorizedError e -> Failure.UNAUTHORIZED;
            case NotFoundError e -> Failure.UNKNOWN_MODEL;
            case BadRequestError e -> Failure.BAD_REQUEST;
            case TooManyRequestsError e -> Failure.RATE_LIMIT;
            default -> null;
          });
    }
  }
}
