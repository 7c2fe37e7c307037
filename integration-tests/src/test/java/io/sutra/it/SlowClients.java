package io.sutra.it;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Clients that begin a request and go on with it a byte at a time, until they are closed. */
final class SlowClients {

  private static final int BETWEEN_BYTES_MILLIS = 500;

  /** After this a client goes, though nobody closed it. */
  static final Duration GIVES_UP = Duration.ofSeconds(30);

  private static final String HEAD =
      "POST /embed HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

  private SlowClients() {}

  /** Where a client becomes slow. */
  enum Kind {
    HEADERS("POST /embed HTTP/1.1\r\nX-Slow: "),
    BODY(HEAD + "Content-Length: 1000\r\n\r\n{"),
    CHUNKS(HEAD + "Transfer-Encoding: chunked\r\n\r\n4e20\r\n" + " ".repeat(10_000)),
    PAST_THE_BUFFER(HEAD + "Content-Length: 9000000\r\n\r\n" + " ".repeat(20_000));

    private final String beginning;

    Kind(String beginning) {
      this.beginning = beginning;
    }
  }

  /** Starts {@code count} of them, of all kinds. */
  static List<Future<Duration>> start(int port, int count) {
    return start(port, count, List.of(Kind.values()));
  }

  /**
   * Starts {@code count} of them, the kinds in turn; each result is how long it stayed open. They
   * begin one after the other within the time between two bytes, so that their bytes do not all
   * come at the same moment.
   */
  static List<Future<Duration>> start(int port, int count, List<Kind> kinds) {
    ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    List<Future<Duration>> open = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long later = TimeUnit.MILLISECONDS.toNanos(BETWEEN_BYTES_MILLIS) * i / count;
      open.add(clients.submit(client(port, kinds.get(i % kinds.size()), later)));
    }
    clients.shutdown();
    return open;
  }

  private static Callable<Duration> client(int port, Kind kind, long later) {
    return () -> {
      TimeUnit.NANOSECONDS.sleep(later);
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setSoTimeout(BETWEEN_BYTES_MILLIS);
        long start = System.nanoTime();
        socket.getOutputStream().write(kind.beginning.getBytes(StandardCharsets.US_ASCII));
        while (isOpen(socket) && System.nanoTime() - start < GIVES_UP.toNanos()) {
          // It goes on.
        }
        return Duration.ofNanos(System.nanoTime() - start);
      }
    };
  }

  private static boolean isOpen(Socket socket) {
    try {
      InputStream in = socket.getInputStream();
      while (in.read() >= 0) {
        // An answer, before it is closed.
      }
      return false;
    } catch (SocketTimeoutException e) {
      try {
        socket.getOutputStream().write(' ');
        return true;
      } catch (IOException closed) {
        return false;
      }
    } catch (IOException e) {
      return false;
    }
  }
}
