package io.sutra.cache.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A socket whose reads end at a moment, not after a pause: the timeout of {@link
 * Socket#setSoTimeout} begins anew with every byte, so that a peer that sends one byte at a time
 * would never meet it. TLS over it reads through it and ends at the same moment.
 */
final class DeadlineSocket extends Socket {

  private static final long NANOS_PER_MILLI = 1_000_000;

  private long deadline = System.nanoTime();

  /** Nothing was read since time was allowed. */
  private boolean fresh;

  private @Nullable InputStream in;

  /**
   * Reads from now on fail once the time is over. The first one looks at least: a thread that was
   * kept from its processor meanwhile still finds what has come, or that the peer has gone.
   */
  void allow(Duration time) {
    deadline = System.nanoTime() + time.toNanos();
    fresh = true;
  }

  private void checkTime() throws IOException {
    long left = deadline - System.nanoTime();
    if (left <= 0 && !fresh) {
      throw new SocketTimeoutException("no answer in time");
    }
    fresh = false;
    setSoTimeout((int) Math.max(1, left / NANOS_PER_MILLI));
  }

  @Override
  public InputStream getInputStream() throws IOException {
    InputStream stream = in;
    if (stream == null) {
      stream =
          new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
              checkTime();
              return super.read();
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
              checkTime();
              return super.read(bytes, offset, length);
            }
          };
      in = stream;
    }
    return stream;
  }
}
