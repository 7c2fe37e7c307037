package io.sutra.embedding.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.embedding.contract.Contracts;
import io.sutra.embedding.web.Router.Found;
import io.sutra.embedding.web.Router.Nothing;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterTest {

  private final Router router = new Router(Contracts.all());

  @ParameterizedTest
  @CsvSource({
    "POST, /embed, sutra, ''",
    "POST, /embed/, sutra, ''",
    "POST, /v1/embeddings, openai, ''",
    "GET, /v1/models, openai, ''",
    "HEAD, /v1/models, openai, ''",
    "GET, /v1/models/a%2Fb/c, openai, a%2Fb/c",
    "DELETE, /cache, operator, ''",
  })
  void find_whatIsThere_isFoundWithItsRest(
      String method, String path, String contract, String rest) {
    assertThat(router.find(method, path))
        .isInstanceOfSatisfying(
            Found.class,
            found -> {
              assertThat(found.contract().name()).isEqualTo(contract);
              assertThat(found.rest()).isEqualTo(rest);
            });
  }

  @ParameterizedTest
  @CsvSource({
    "/embeddings, openai, /v1/embeddings",
    "//v1/embeddings, openai, /v1/embeddings",
    "/v1//embeddings/, openai, /v1/embeddings",
    "/stats, operator, /cache/stats",
  })
  void find_whatSomebodyMeant_saysWhereItIs(String path, String contract, String meant) {
    assertThat(router.find("POST", path))
        .isInstanceOfSatisfying(
            Nothing.class,
            nothing -> {
              assertThat(nothing.contract().name()).isEqualTo(contract);
              assertThat(nothing.error().getMessage()).contains(" at " + meant + ".");
            });
  }

  @ParameterizedTest
  @CsvSource({"/nothing, sutra", "/v1/nothing, openai", "/v2/x, cohere", "/embed%2f, sutra"})
  void find_whatIsNowhere_isToldByWhoeverIsNearest(String path, String contract) {
    assertThat(router.find("GET", path))
        .isInstanceOfSatisfying(
            Nothing.class,
            nothing -> {
              assertThat(nothing.contract().name()).isEqualTo(contract);
              assertThat(nothing.allowed()).isEmpty();
              assertThat(nothing.error().getMessage())
                  .doesNotContain("nothing,")
                  .contains("/openapi");
            });
  }

  @Test
  void find_wrongMethod_saysWhatIsAllowed() {
    assertThat(router.find("PUT", "/v1/models"))
        .isInstanceOfSatisfying(
            Nothing.class,
            nothing -> assertThat(nothing.allowed()).containsExactly("GET", "HEAD", "OPTIONS"));
  }

  @Test
  void find_contractThatIsClosed_isNotThere() {
    var closed = new Router(Contracts.open(Set.of("openai")));

    assertThat(closed.find("POST", "/embed")).isInstanceOf(Nothing.class);
    assertThat(closed.find("GET", "/info")).isInstanceOf(Found.class);
  }
}
