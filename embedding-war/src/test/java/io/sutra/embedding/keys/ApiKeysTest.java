package io.sutra.embedding.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ApiKeysTest {

  /** The SHA-256 of "abc" (FIPS 180-2, appendix B.1). */
  private static final String HASH_OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void parse_plainAndHashedKeysAmongComments_areTheKeys() throws Exception {
    ApiKeys keys =
        ApiKeys.parse(List.of("# team A", "", "  sk-one  ", "sha256:" + HASH_OF_ABC, "#sk-two"));

    assertThat(keys.size()).isEqualTo(2);
    assertThat(keys.contains("sk-one")).isTrue();
    assertThat(keys.contains("abc")).isTrue();
    assertThat(keys.contains("sk-two")).isFalse();
    assertThat(keys.contains("#sk-two")).isFalse();
    assertThat(keys.contains("")).isFalse();
    assertThat(keys.contains("sk-on")).isFalse();
    assertThat(keys.contains("sha256:" + HASH_OF_ABC)).isFalse();
    assertThat(keys.contains(HASH_OF_ABC)).isFalse();
  }

  @Test
  void parse_hashInCapitals_isTheSame() throws Exception {
    assertThat(
            ApiKeys.parse(List.of("sha256: " + HASH_OF_ABC.toUpperCase(java.util.Locale.ROOT)))
                .contains("abc"))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sha256:hunter2", "hunter2 # mine", "hünter2", "hunter2\tx"})
  void parse_lineThatIsNoKey_isRefusedByNumberAndNeverShown(String line) {
    assertThatThrownBy(() -> ApiKeys.parse(List.of("fine", line)))
        .isInstanceOf(ApiKeys.UnusableException.class)
        .hasMessageContaining("line 2")
        .hasMessageNotContaining("nter2");
  }

  @Test
  void parse_noKey_isRefused() {
    assertThatThrownBy(() -> ApiKeys.parse(List.of("# nobody", "")))
        .hasMessageContaining("has no key");
  }
}
