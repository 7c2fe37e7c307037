package io.sutra.embedding.service;

import io.sutra.cache.api.CacheKey;
import io.sutra.domain.EmbedInput;
import io.sutra.domain.EmbedInput.TokenIds;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Makes the key of a text: SHA-256 over everything that decides its vector. Each part has a fixed
 * length or its length before it, so that no two different inputs give the same bytes:
 *
 * <pre>
 * "sutra/1" | fingerprint, 32 bytes | window, 4 | prefix length, 4 | prefix | text length, 4 | text
 * "tokens1" | fingerprint, 32 bytes | window, 4 | prefix length, 4 | prefix | count, 4 | ids, 4 each
 * </pre>
 *
 * <p>A text and its token ids have two keys: to know that they are the same would take the model's
 * tokenizer, and only the model has that.
 *
 * <p>Numbers are big-endian, texts UTF-8; a text must be well-formed. One hasher serves one model
 * and one prefix. Not thread-safe: make one per request.
 */
final class KeyHasher {

  private static final byte[] OF_TEXT = "sutra/1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] OF_TOKENS = "tokens1".getBytes(StandardCharsets.US_ASCII);

  private final MessageDigest digest;
  private final byte[] beginning;
  private final byte[] result = new byte[CacheKey.BYTES];
  private final ByteBuffer resultReader = ByteBuffer.wrap(result);

  KeyHasher(String fingerprint, int window, String prefix) {
    byte[] prefixBytes = prefix.getBytes(StandardCharsets.UTF_8);
    beginning =
        ByteBuffer.allocate(CacheKey.BYTES + 2 * Integer.BYTES + prefixBytes.length)
            .put(HexFormat.of().parseHex(fingerprint))
            .putInt(window)
            .putInt(prefixBytes.length)
            .put(prefixBytes)
            .array();
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The key of one text of {@code input}. */
  CacheKey key(EmbedInput input, int index) {
    return switch (input) {
      case EmbedInput.Texts given -> key(given.texts().get(index));
      case EmbedInput.Tokens given -> key(given.sequences().get(index));
    };
  }

  CacheKey key(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(OF_TEXT);
    digest.update(beginning);
    update(bytes.length);
    digest.update(bytes);
    return finish();
  }

  CacheKey key(TokenIds tokens) {
    digest.update(OF_TOKENS);
    digest.update(beginning);
    update(tokens.length());
    for (int i = 0; i < tokens.length(); i++) {
      update(tokens.get(i));
    }
    return finish();
  }

  private void update(int number) {
    digest.update((byte) (number >>> 24));
    digest.update((byte) (number >>> 16));
    digest.update((byte) (number >>> 8));
    digest.update((byte) number);
  }

  private CacheKey finish() {
    try {
      digest.digest(result, 0, result.length);
    } catch (DigestException e) {
      throw new IllegalStateException("SHA-256 has 32 bytes", e);
    }
    return CacheKey.read(resultReader.rewind());
  }
}
