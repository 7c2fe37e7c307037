package io.sutra.embedding.l2;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.domain.TextTokens;
import io.sutra.embedding.service.StoredVector;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class EntryCodecTest {

  private static final Instant EXPIRY = Instant.parse("2026-01-01T00:00:00Z");
  private static final StoredVector VECTOR =
      new StoredVector(
          new float[] {1f, -0f, Float.MIN_VALUE}, new TextTokens(512, 600), "f", EXPIRY);

  @Test
  void encode_isTheDocumentedFormat() {
    assertThat(EntryCodec.encode(VECTOR))
        .containsExactly(
            1, 1, 0, 0, 0, 2, 0, 0, 0x58, 2, 0, 0, 0, 0, 0x80, 0x3f, 0, 0, 0, 0x80, 1, 0, 0, 0);
  }

  @Test
  void decode_whatWasEncoded_isTheSameBits() {
    StoredVector read = EntryCodec.decode(EntryCodec.encode(VECTOR), "f", EXPIRY).orElseThrow();

    assertThat(read.tokens()).isEqualTo(VECTOR.tokens());
    assertThat(Arrays.toString(read.numbers())).isEqualTo(Arrays.toString(VECTOR.numbers()));
    assertThat(read.expiresAt()).isEqualTo(EXPIRY);
  }

  @Test
  void decode_anotherVersionOrABrokenLength_isAMiss() {
    byte[] future = EntryCodec.encode(VECTOR);
    future[0] = 2;
    assertThat(EntryCodec.decode(future, "f", EXPIRY)).isEmpty();
    for (int length : new int[] {0, 1, 11, 12, 13, 22, 23}) {
      byte[] cut = Arrays.copyOf(EntryCodec.encode(VECTOR), length);
      assertThat(EntryCodec.decode(cut, "f", EXPIRY)).isEmpty();
    }
  }
}
