package io.sutra.it.openai;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** OpenAI's own client for Node.js, from npm. */
class OpenAiNodeIT extends ClientContract {

  private static NodeProgram program;

  OpenAiNodeIT(GuardedProduct product) {
    super(product, new Client(product.baseUrl()));
  }

  @BeforeAll
  static void start() throws Exception {
    program = NodeProgram.start();
  }

  @AfterAll
  static void stop() {
    program.close();
  }

  /** What the client threw, by its name. */
  private static final class Thrown extends Exception {

    private static final long serialVersionUID = 1L;

    private final String name;

    Thrown(JsonObject answer) {
      super(answer.getString("thrown") + ": " + answer.getString("message"));
      name = answer.getBoolean("own") ? answer.getString("thrown") : "";
    }
  }

  private record Client(String baseUrl) implements EmbeddingsClient {

    @Override
    public List<float[]> embed(Call call) throws Exception {
      JsonObjectBuilder request =
          Json.createObjectBuilder()
              .add("model", call.model())
              .add("input", Json.createArrayBuilder(call.texts()));
      call.dimensions().ifPresent(number -> request.add("dimensions", number));
      call.format().ifPresent(name -> request.add("encoding_format", name));
      call.extra().forEach(request::add);
      JsonObject answer =
          program.ask(
              Json.createObjectBuilder()
                  .add("base_url", baseUrl)
                  .add("key", call.key())
                  .add("retries", call.retries())
                  .add("request", request)
                  .build());
      checkAttempts(answer);
      if (answer.containsKey("thrown")) {
        // The client finds it in the header x-request-id.
        assertThat(answer.getString("request_id")).isNotEmpty();
        throw new Thrown(answer);
      }
      return answer.getJsonArray("vectors").getValuesAs(JsonString.class).stream()
          .map(vector -> Vectors.ofBase64(vector.getString()))
          .toList();
    }

    /** Whoever was refused came back when it was told to, not by its own guess. */
    private static void checkAttempts(JsonObject answer) {
      List<JsonObject> attempts = answer.getJsonArray("attempts").getValuesAs(JsonObject.class);
      for (JsonObject refused : attempts.subList(0, attempts.size() - 1)) {
        assertThat(refused.getInt("status")).isEqualTo(429);
        double told = refused.getJsonNumber("told").doubleValue();
        assertThat(told).isPositive();
        // Timers of Node.js may be a millisecond early.
        assertThat(refused.getJsonNumber("waited").doubleValue()).isGreaterThan(told - 5);
      }
    }

    @Override
    public Optional<Failure> typeOf(Throwable thrown) {
      return Optional.ofNullable(
          switch (thrown instanceof Thrown error ? error.name : "") {
            case "AuthenticationError" -> Failure.UNAUTHORIZED;
            case "NotFoundError" -> Failure.UNKNOWN_MODEL;
            case "BadRequestError" -> Failure.BAD_REQUEST;
            case "RateLimitError" -> Failure.RATE_LIMIT;
            default -> null;
          });
    }
  }
}
