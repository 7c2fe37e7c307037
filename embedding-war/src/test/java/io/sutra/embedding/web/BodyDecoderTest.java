package io.sutra.embedding.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.domain.EmbeddingException;
import io.sutra.domain.EmbeddingException.Reason;
import io.sutra.web.BoundedBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyDecoderTest {

  private static final byte[] PLAIN = "{\"texts\": [\"a\"]}".getBytes(StandardCharsets.UTF_8);

  private static byte[] gzip(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] deflate(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var zip = new DeflaterOutputStream(out)) {
      zip.write(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] decode(String encoding, byte[] bytes) {
    BoundedBody decoded =
        BodyDecoder.of(encoding).decode(new BoundedBody(bytes, bytes.length), 1_000);
    return Arrays.copyOf(decoded.bytes(), decoded.length());
  }

  private static void assertRefused(Reason reason, String encoding, byte[] bytes) {
    assertThatThrownBy(() -> decode(encoding, bytes))
        .isInstanceOfSatisfying(
            EmbeddingException.class, error -> assertThat(error.reason()).isEqualTo(reason));
  }

  @Test
  void decode_whatIsSound_isThePlainBody() throws IOException {
    assertThat(decode("gzip", gzip(PLAIN))).isEqualTo(PLAIN);
    assertThat(decode(" X-GZIP ", gzip(PLAIN))).isEqualTo(PLAIN);
    assertThat(decode("deflate", deflate(PLAIN))).isEqualTo(PLAIN);
    assertThat(decode("identity", PLAIN)).isEqualTo(PLAIN);
  }

  @ParameterizedTest
  @CsvSource({"gzip, 0", "gzip, 5", "gzip, 20", "deflate, 0", "deflate, 1", "deflate, 10"})
  void decode_whatIsCut_isTheCallersFault(String encoding, int length) throws IOException {
    byte[] whole = encoding.equals("gzip") ? gzip(PLAIN) : deflate(PLAIN);
    assertRefused(Reason.INVALID, encoding, Arrays.copyOf(whole, length));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate"})
  void decode_plainBody_isTheCallersFault(String encoding) {
    assertRefused(Reason.INVALID, encoding, PLAIN);
  }

  @Test
  void decode_wrongChecksum_isTheCallersFault() throws IOException {
    byte[] spoilt = gzip(PLAIN);
    spoilt[spoilt.length - 6] ^= 1;
    assertRefused(Reason.INVALID, "gzip", spoilt);
  }

  @Test
  void decode_moreThanABodyMayHave_isTooLargeAndNotHeld() throws IOException {
    assertRefused(Reason.TOO_LARGE, "gzip", gzip(new byte[10 << 20]));
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "zstd", "gzip, gzip", "compress", "x"})
  void of_otherEncodings_areRefusedNamingWhatIsTaken(String encoding) {
    assertThatThrownBy(() -> BodyDecoder.of(encoding))
        .isInstanceOf(EmbeddingException.class)
        .hasMessageContaining("gzip")
        .hasMessageContaining("deflate");
  }
}
