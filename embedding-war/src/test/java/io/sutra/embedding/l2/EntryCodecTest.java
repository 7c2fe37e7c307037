package io.sutra.embedding.l2;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.domain.TextTokens;
import io.sutra.embedding.service.StoredVector;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void decode_aNumberThatIsNotFinite_isAMiss(float number) {
    assertThat(decoded(new float[] {1f, number}, new TextTokens(3, 3))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"-5, 3", "-5, -5", "3, -1", "4, 3", "2000000000, 3"})
  void decode_countsOfTokensThatCannotBe_isAMiss(int read, int whole) {
    assertThat(decoded(new float[] {1f}, new TextTokens(read, whole))).isEmpty();
  }

  @Test
  void isOfAnotherVersion_whatIsBrokenInThisVersion_isNot() {
    byte[] bytes = EntryCodec.encode(VECTOR);
    assertThat(EntryCodec.isOfAnotherVersion(bytes)).isFalse();
    assertThat(EntryCodec.isOfAnotherVersion(new byte[0])).isFalse();
    bytes[0] = 2;
    assertThat(EntryCodec.isOfAnotherVersion(bytes)).isTrue();
  }

  private static Optional<StoredVector> decoded(float[] numbers, TextTokens tokens) {
    return EntryCodec.decode(
        EntryCodec.encode(new StoredVector(numbers, tokens, "f", EXPIRY)), "f", EXPIRY);
  }
}
