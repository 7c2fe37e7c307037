package io.sutra.it.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sutra.it.openai.EmbeddingsClient.Call;
import io.sutra.it.openai.EmbeddingsClient.Failure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What every client of OpenAI gets from this product, to the last bit and the right exception. */
@ExtendWith(GuardedProduct.Provider.class)
abstract class ClientContract {

  private static final int MOST_TEXTS = 2_048;

  /** Waits for as many batches as an overload has, and to spare. */
  private static final int RETRIES = 100;

  private final GuardedProduct product;
  private final EmbeddingsClient client;

  ClientContract(GuardedProduct product, EmbeddingsClient client) {
    this.product = product;
    this.client = client;
  }

  private static Call call(String... texts) {
    return new Call(
        GuardedProduct.KEY,
        GuardedProduct.MODEL,
        List.of(texts),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        0);
  }

  @Test
  void embed_oneText_isBitIdenticalToEmbed() throws Exception {
    List<float[]> vectors = client.embed(call("Any client, one text"));

    assertThat(vectors).containsExactly(product.embed("Any client, one text"));
  }

  @Test
  void embed_floatAndBase64_areBitIdenticalToEmbed() throws Exception {
    float[] expected = product.embed("The same vector, two encodings");
    for (String format : List.of("float", "base64")) {
      List<float[]> vectors =
          client.embed(call("The same vector, two encodings").withFormat(format));

      assertThat(vectors).as(format).containsExactly(expected);
    }
  }

  @Test
  void embed_dimensions_isBitIdenticalToEmbed() throws Exception {
    for (int dimensions : List.of(64, 128, 256, 384)) {
      List<float[]> vectors = client.embed(call("A shorter one").withDimensions(dimensions));

      assertThat(vectors.getFirst()).hasSize(dimensions);
      assertThat(vectors).containsExactly(product.embed("A shorter one", dimensions));
    }
  }

  @Test
  void embed_2048Texts_givesEveryIndexItsVector() throws Exception {
    // The same for all clients, in another order for each, so that only the first has to wait.
    List<String> texts =
        new ArrayList<>(IntStream.range(0, MOST_TEXTS).mapToObj(i -> "text " + i).toList());
    Collections.shuffle(texts);

    List<float[]> vectors = client.embed(call().withTexts(texts));

    assertThat(vectors).containsExactlyElementsOf(product.embed(texts));
  }

  @Test
  void embed_inputTypeAsAnExtraField_putsTheModelsPrefixBeforeTheText() throws Exception {
    List<float[]> vectors = client.embed(call("cats and dogs").withExtra("input_type", "query"));

    assertThat(vectors).containsExactly(product.embedQuery("cats and dogs"));
    assertThat(vectors.getFirst()).isNotEqualTo(product.embed("cats and dogs"));
  }

  @Test
  void embed_wrongKey_isTheClientsOwnException() {
    assertFails(call("Who asks?").withKey("sk-wrong"), Failure.UNAUTHORIZED);
  }

  @Test
  void embed_unknownModel_isTheClientsOwnException() {
    assertFails(call("By whom?").withModel("text-embedding-3-small"), Failure.UNKNOWN_MODEL);
  }

  @Test
  void embed_dimensionsThatTheModelDoesNotHave_isTheClientsOwnException() {
    assertFails(call("How many?").withDimensions(100), Failure.BAD_REQUEST);
  }

  @Test
  void embed_emptyText_isTheClientsOwnException() {
    assertFails(call(""), Failure.BAD_REQUEST);
  }

  @Test
  void embed_2049Texts_isTheClientsOwnException() {
    assertFails(call().withTexts(Collections.nCopies(MOST_TEXTS + 1, "a")), Failure.BAD_REQUEST);
  }

  @Test
  void embed_fieldThatNobodyKnows_isTheClientsOwnException() {
    assertFails(call("Spelled right?").withExtra("dimensionality", "64"), Failure.BAD_REQUEST);
  }

  @Test
  void embed_overload_isTheClientsOwnExceptionAndItsRetriesEndInSuccess() throws Exception {
    // The first use of a client loads its classes, which must not outlast the overload.
    client.embed(call("Any client, one text"));
    String fresh = "New, and so not cached: " + UUID.randomUUID();
    int refusedBefore = product.refused();
    try (var overload = product.overload()) {
      assertFails(call(fresh), Failure.RATE_LIMIT);

      List<float[]> vectors = client.embed(call(fresh).withRetries(RETRIES));

      assertThat(vectors.getFirst()).hasSize(384);
      // Once without retries, and at least once before the success.
      assertThat(product.refused() - refusedBefore).isBetween(2, 1 + RETRIES);
      overload.await();
    }
  }

  private void assertFails(Call call, Failure expected) {
    Throwable thrown = catchThrowable(() -> client.embed(call));

    assertThat(thrown).isNotNull();
    assertThat(client.typeOf(thrown))
        .withFailMessage(() -> "an unexpected exception: " + thrown)
        .contains(expected);
  }
}
