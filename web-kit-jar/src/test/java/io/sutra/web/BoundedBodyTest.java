package io.sutra.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sutra.domain.EmbeddingException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedBodyTest {

  private static final long MOST = 1 << 20;

  /** Time that passes as the body is read. */
  private long nanos;

  /** {@code length} bytes in pieces, each of which takes its time. */
  private InputStream pieces(int length, int piece, long millis) {
    return new InputStream() {
      private int given;

      @Override
      public int read() {
        return given++ < length ? ' ' : -1;
      }

      @Override
      public int read(byte[] into, int offset, int room) {
        nanos += TimeUnit.MILLISECONDS.toNanos(millis);
        int now = Math.min(Math.min(piece, room), length - given);
        given += Math.max(0, now);
        return now == 0 ? -1 : now;
      }
    };
  }

  private BoundedBody read(InputStream body) throws IOException {
    return BoundedBody.read(body, MOST, () -> nanos);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1023, 1024, 1025, 70_000, 1 << 20})
  void read_anyLength_isTheWhole(int length) throws IOException {
    byte[] content = new byte[length];
    new Random(7).nextBytes(content);

    BoundedBody body = BoundedBody.read(new ByteArrayInputStream(content), MOST);

    assertThat(Arrays.copyOf(body.bytes(), body.length())).isEqualTo(content);
  }

  @Test
  void read_longerThanAllowed_isTooLarge() {
    assertThatExceptionOfType(EmbeddingException.class)
        .isThrownBy(() -> BoundedBody.read(new ByteArrayInputStream(new byte[11]), 10))
        .satisfies(e -> assertThat(e.code()).isEqualTo("request_too_large"));
  }

  @Test
  void read_aByteNowAndThen_isTooSlowAfterFourSeconds() {
    assertThatExceptionOfType(EmbeddingException.class)
        .isThrownBy(() -> read(pieces(1_000, 1, 500)))
        .satisfies(e -> assertThat(e.code()).isEqualTo("request_too_slow"));
    assertThat(TimeUnit.NANOSECONDS.toMillis(nanos)).isBetween(4_000L, 5_000L);
  }

  @Test
  void read_aLargeBodyAtASteadyRate_mayTakeLonger() throws IOException {
    // 1 MiB in 6.6 s: more than four seconds, and more than 256 KiB a second after them.
    assertThat(read(pieces(1 << 20, 16 << 10, 100)).length()).isEqualTo(1 << 20);
    assertThat(TimeUnit.NANOSECONDS.toSeconds(nanos)).isGreaterThan(4);
  }

  @Test
  void read_silence_isTooSlow() {
    InputStream silent =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new SocketTimeoutException();
          }

          @Override
          public int read(byte[] into, int offset, int room) throws IOException {
            throw new SocketTimeoutException();
          }
        };

    assertThatExceptionOfType(EmbeddingException.class)
        .isThrownBy(() -> read(silent))
        .satisfies(e -> assertThat(e.code()).isEqualTo("request_too_slow"));
  }
}
