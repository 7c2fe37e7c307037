package io.sutra.web;

import io.sutra.domain.EmbeddingException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A body in memory: the first {@code length} of {@code bytes}. Bounded in bytes, and in the time
 * that its sender may take, because each body that is being read holds a thread of the server.
 *
 * @param bytes may be longer than the body
 * @param length of the body, in bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record BoundedBody(byte[] bytes, int length) {

  /** A sentence fits, and a paragraph. */
  private static final int FIRST_BYTES = 1 << 10;

  /**
   * As long as the balancer waits. The server's own limit is from byte to byte, and whoever sends
   * one now and then would stay for ever.
   */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(4);

  /** What a large body must come with at least, after that. */
  private static final int BYTES_PER_SECOND = 256 << 10;

  /**
   * Reads the whole of {@code body}, which blocks until it is there.
   *
   * @throws EmbeddingException when it is longer than {@code maximumBytes}, or comes too slowly
   * @throws IOException when the connection fails
   */
  public static BoundedBody read(InputStream body, long maximumBytes) throws IOException {
    return read(body, maximumBytes, System::nanoTime);
  }

  static BoundedBody read(InputStream body, long maximumBytes, LongSupplier clock)
      throws IOException {
    int most = (int) Math.min(maximumBytes, Integer.MAX_VALUE - 16);
    // An array that grows: readNBytes makes one of 16 KB for the shortest text.
    byte[] bytes = new byte[Math.min(most, FIRST_BYTES)];
    int length = 0;
    long start = clock.getAsLong();
    try {
      for (int read = 0; read >= 0 && length < most; ) {
        if (length == bytes.length) {
          bytes = Arrays.copyOf(bytes, (int) Math.min(most, 2L * length));
        }
        read = body.read(bytes, length, bytes.length - length);
        length += Math.max(0, read);
        if (read >= 0 && clock.getAsLong() - start > nanosFor(length)) {
          throw EmbeddingException.tooSlow();
        }
      }
      if (length == most && body.read() != -1) {
        throw EmbeddingException.tooLarge(maximumBytes);
      }
    } catch (SocketTimeoutException e) {
      throw EmbeddingException.tooSlow();
    }
    return new BoundedBody(bytes, length);
  }

  private static long nanosFor(int length) {
    return PATIENCE_NANOS + TimeUnit.SECONDS.toNanos(length) / BYTES_PER_SECOND;
  }
}
