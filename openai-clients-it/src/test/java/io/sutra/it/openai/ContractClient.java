package io.sutra.it.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sutra.it.openai.EmbeddingsClient.Call;
import io.sutra.it.openai.EmbeddingsClient.Failure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What a client of any contract but OpenAI's gets: the vectors of {@code /embed} to the last bit,
 * and each error as its own exception.
 */
@ExtendWith(GuardedProduct.Provider.class)
abstract class ContractClient {

  private static final int MANY_TEXTS = 500;

  /** Waits for as many batches as an overload has, and to spare. */
  private static final int RETRIES = 100;

  /** What not every client can say or do. */
  enum Ability {
    NAMES_A_MODEL,
    CHOOSES_A_DIMENSION,
    REFUSES_LONG_TEXTS,
    RETRIES
  }

  private final GuardedProduct product;
  private final EmbeddingsClient client;
  private final Set<Ability> abilities;

  ContractClient(GuardedProduct product, EmbeddingsClient client, Ability... abilities) {
    this.product = product;
    this.client = client;
    this.abilities = Set.of(abilities);
  }

  static Call call(String... texts) {
    return new Call(
        GuardedProduct.KEY,
        GuardedProduct.MODEL,
        List.of(texts),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        0);
  }

  GuardedProduct product() {
    return product;
  }

  EmbeddingsClient client() {
    return client;
  }

  @Test
  void embed_oneText_isBitIdenticalToEmbed() throws Exception {
    assertThat(client.embed(call("Any client, one text")))
        .containsExactly(product.embed("Any client, one text"));
  }

  @Test
  void embed_500Texts_givesEachItsVector() throws Exception {
    List<String> texts =
        new ArrayList<>(IntStream.range(0, MANY_TEXTS).mapToObj(i -> "text " + i).toList());
    Collections.shuffle(texts);

    assertThat(client.embed(call().withTexts(texts)))
        .containsExactlyElementsOf(product.embed(texts));
  }

  @Test
  void embed_dimensions_isBitIdenticalToEmbed() throws Exception {
    assumeAble(Ability.CHOOSES_A_DIMENSION);
    for (int dimensions : List.of(64, 256)) {
      assertThat(client.embed(call("A shorter one").withDimensions(dimensions)))
          .containsExactly(product.embed("A shorter one", dimensions));
    }
  }

  @Test
  void embed_wrongKey_isTheClientsOwnException() {
    assertFails(call("Who asks?").withKey("sk-wrong"), Failure.UNAUTHORIZED);
  }

  @Test
  void embed_unknownModel_isTheClientsOwnException() {
    assumeAble(Ability.NAMES_A_MODEL);
    assertFails(call("By whom?").withModel("nobody-has-it"), Failure.UNKNOWN_MODEL);
  }

  @Test
  void embed_dimensionsThatTheModelDoesNotHave_isTheClientsOwnException() {
    assumeAble(Ability.CHOOSES_A_DIMENSION);
    assertFails(call("How many?").withDimensions(100), Failure.BAD_REQUEST);
  }

  @Test
  void embed_textBeyondTheWindowThatMustNotBeCut_isTheClientsOwnException() throws Exception {
    assumeAble(Ability.REFUSES_LONG_TEXTS);
    String text = "word ".repeat(600);

    assertThat(client.embed(call(text))).containsExactly(product.embed(text));
    assertFails(call(text).withExtra("truncate", "false"), Failure.BAD_REQUEST);
  }

  @Test
  void embed_overload_isTheClientsOwnExceptionAndItsRetriesEndInSuccess() throws Exception {
    // The first use of a client loads its classes, which must not outlast the overload.
    client.embed(call("Any client, one text"));
    String fresh = "New, and so not cached: " + UUID.randomUUID();
    try (var overload = product.overload()) {
      assertFails(call(fresh), Failure.RATE_LIMIT);
      if (abilities.contains(Ability.RETRIES)) {
        assertThat(client.embed(call(fresh).withRetries(RETRIES)).getFirst()).hasSize(384);
      }
      overload.await();
    }
  }

  private void assumeAble(Ability ability) {
    assumeTrue(abilities.contains(ability), "this client has no way to say it");
  }

  void assertFails(Call call, Failure expected) {
    Throwable thrown = catchThrowable(() -> client.embed(call));

    assertThat(thrown).isNotNull();
    assertThat(client.typeOf(thrown))
        .withFailMessage(() -> "an unexpected exception: " + thrown)
        .contains(expected);
  }
}
