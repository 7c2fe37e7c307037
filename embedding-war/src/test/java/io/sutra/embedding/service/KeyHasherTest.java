package io.sutra.embedding.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.cache.api.CacheKey;
import io.sutra.domain.EmbedInput.TokenIds;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class KeyHasherTest {

  private static final String FINGERPRINT = "0123456789abcdef".repeat(4);

  private static CacheKey key(String fingerprint, int window, String prefix, String text) {
    return new KeyHasher(fingerprint, window, prefix).key(text);
  }

  @Test
  void key_isTheHashOfTheDocumentedBytes() throws Exception {
    var digest = MessageDigest.getInstance("SHA-256");
    digest.update("sutra/1".getBytes(StandardCharsets.US_ASCII));
    digest.update(HexFormat.of().parseHex(FINGERPRINT));
    digest.update(new byte[] {0, 0, 2, 0, 0, 0, 0, 3, 'q', ':', ' ', 0, 0, 0, 2});
    digest.update("é".getBytes(StandardCharsets.UTF_8));

    assertThat(key(FINGERPRINT, 512, "q: ", "é")).isEqualTo(CacheKey.of(digest.digest()));
  }

  @Test
  void key_ofTokens_isTheHashOfTheDocumentedBytes() throws Exception {
    var digest = MessageDigest.getInstance("SHA-256");
    digest.update("tokens1".getBytes(StandardCharsets.US_ASCII));
    digest.update(HexFormat.of().parseHex(FINGERPRINT));
    digest.update(new byte[] {0, 0, 2, 0, 0, 0, 0, 3, 'q', ':', ' '});
    digest.update(new byte[] {0, 0, 0, 2, 0, 0, 0, 7, 0, 0, 1, 1});

    assertThat(new KeyHasher(FINGERPRINT, 512, "q: ").key(new TokenIds(7, 257)))
        .isEqualTo(CacheKey.of(digest.digest()));
  }

  @Test
  void key_ofTokens_isThatOfNoOtherTokensAndOfNoText() {
    var hasher = new KeyHasher(FINGERPRINT, 512, "");
    assertThat(
            Set.of(
                hasher.key(new TokenIds(1, 2)),
                hasher.key(new TokenIds(2, 1)),
                hasher.key(new TokenIds(1, 2, 0)),
                hasher.key(new TokenIds(258)),
                hasher.key("\0\0\0\1\0\0\0\2")))
        .hasSize(5);
  }

  @Test
  void key_anythingElse_isAnotherKey() {
    assertThat(
            Set.of(
                key(FINGERPRINT, 512, "ab", "c"),
                key(FINGERPRINT, 512, "a", "bc"),
                key(FINGERPRINT, 512, "", "abc"),
                key(FINGERPRINT, 513, "", "abc"),
                key(FINGERPRINT, 512, "", "abc "),
                key(FINGERPRINT, 512, "", "ABC"),
                key("f".repeat(64), 512, "", "abc")))
        .hasSize(7);
  }

  @Test
  void key_secondUseOfAHasher_isTheSame() {
    var hasher = new KeyHasher(FINGERPRINT, 512, "p");
    CacheKey first = hasher.key("a");
    hasher.key("something else");
    assertThat(hasher.key("a")).isEqualTo(first);
  }
}
