package io.sutra.embedding.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.domain.EmbeddingException;
import io.sutra.embedding.service.CachePolicy;
import io.sutra.embedding.service.CachePolicy.Store;
import io.sutra.embedding.service.CachePolicy.Use;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CacheControlTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no-cache                 | REFUSED  | ALLOWED |",
        "No-Store                 | ALLOWED  | REFUSED |",
        "only-if-cached, max-age=5 | REQUIRED | ALLOWED | 5",
        "no-cache,no-store        | REFUSED  | REFUSED |",
        "max-age=\"7\"            | ALLOWED  | ALLOWED | 7",
        "max-age=99999999999      | ALLOWED  | ALLOWED | 2147483647",
        "no-transform, foo=bar,,  | ALLOWED  | ALLOWED |",
      })
  void parse_directives_areThePolicy(String header, Use use, Store store, Long seconds) {
    assertThat(CacheControl.parse(header))
        .isEqualTo(
            new CachePolicy(use, store, Optional.ofNullable(seconds).map(Duration::ofSeconds)));
  }

  @Test
  void parse_noHeader_isTheDefault() {
    assertThat(CacheControl.parse(null)).isEqualTo(CachePolicy.DEFAULT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"max-age=", "max-age=x", "max-age=-1", "max-age=1.5", "no-cache, only-if-cached"})
  void parse_nonsense_isRefused(String header) {
    assertThatThrownBy(() -> CacheControl.parse(header))
        .isInstanceOf(EmbeddingException.class)
        .hasMessageContaining("Cache-Control");
  }
}
