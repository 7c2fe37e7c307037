package io.sutra.it.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.it.HttpProbe.Answer;
import io.sutra.it.Overload;
import io.sutra.it.SutraInstance;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The whole product with API keys, one inference thread and a queue that one long text fills; it is
 * started once for all test classes.
 */
final class GuardedProduct implements AutoCloseable {

  static final String KEY = "sk-test-of-the-clients";
  static final String MODEL = "bge-small-en-v1.5";

  private final Path home;
  private final SutraInstance sutra;

  private GuardedProduct() {
    try {
      home = Files.createTempDirectory("sutra-clients");
      Path keys = Files.writeString(home.resolve("api-keys"), KEY + "\n");
      sutra = new SutraInstance(home);
      Map<String, String> settings = new HashMap<>(Overload.SETTINGS);
      settings.put("SUTRA_API_KEYS_FILE", keys.toString());
      sutra.up(settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Gives the one product to whoever asks for it. */
  static final class Provider implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == GuardedProduct.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      // The store of the whole run closes what is in it at the end.
      return context
          .getRoot()
          .getStore(Namespace.create(GuardedProduct.class))
          .getOrComputeIfAbsent(
              GuardedProduct.class, type -> new GuardedProduct(), GuardedProduct.class);
    }
  }

  /** What a client's base URL is set to. */
  String baseUrl() {
    return "http://localhost:" + sutra.embeddingPort() + "/v1";
  }

  /** The address of a client that adds the paths itself. */
  String url() {
    return "http://localhost:" + sutra.embeddingPort();
  }

  /** Where the service listens. */
  int port() {
    return sutra.embeddingPort();
  }

  /** What {@code /embed} answers for the text. */
  float[] embed(String text) {
    return embed(List.of(text)).getFirst();
  }

  float[] embed(String text, int dimension) {
    return embed(body(List.of(text)).add("dimension", dimension)).getFirst();
  }

  float[] embedQuery(String text) {
    return embed(body(List.of(text)).add("input_type", "query")).getFirst();
  }

  float[] embedQuery(String text, int dimension) {
    return embed(body(List.of(text)).add("input_type", "query").add("dimension", dimension))
        .getFirst();
  }

  List<float[]> embed(List<String> texts) {
    return embed(body(texts));
  }

  private static JsonObjectBuilder body(List<String> texts) {
    return Json.createObjectBuilder().add("texts", Json.createArrayBuilder(texts));
  }

  private List<float[]> embed(JsonObjectBuilder body) {
    Answer answer =
        sutra
            .embedding()
            .postJson("/embed", body.build().toString(), "Authorization", "Bearer " + KEY);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json().getJsonArray("embeddings").getValuesAs(JsonArray.class).stream()
        .map(GuardedProduct::numbers)
        .toList();
  }

  private static float[] numbers(JsonArray json) {
    float[] vector = new float[json.size()];
    for (int i = 0; i < vector.length; i++) {
      // Straight from the digits: by way of a double a number could be rounded twice.
      vector[i] = Float.parseFloat(((JsonNumber) json.get(i)).toString());
    }
    return vector;
  }

  /** Fills ml-base's queue. */
  Overload overload() throws Exception {
    return Overload.begin(sutra.mlBase());
  }

  /** How many requests ml-base has refused since its start. */
  int refused() {
    return (int) sutra.mlBase().metric("sutra_rejected_total");
  }

  @Override
  public void close() throws IOException {
    try {
      sutra.down();
    } catch (Exception e) {
      throw new IOException(e);
    }
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
