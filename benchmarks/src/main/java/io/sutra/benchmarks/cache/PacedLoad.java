package io.sutra.benchmarks.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Requests at a given rate over many connections, all driven by one thread: a thread for each would
 * measure how this process's own threads wait for each other's turn. A request's time counts from
 * when it was due, so that a server that stalls is not spared the requests that it held up.
 */
final class PacedLoad implements AutoCloseable {

  private static final long PAUSE_NANOS = 20_000;
  private static final byte[] LENGTH = "Content-Length: ".getBytes(StandardCharsets.US_ASCII);

  private final Selector selector = Selector.open();
  private final ArrayDeque<Line> idle = new ArrayDeque<>();
  private final byte[] request;
  private final List<Long> times = new ArrayList<>(1 << 18);

  /** One connection; {@code due} is when the request on it was. */
  private static final class Line {
    private final SocketChannel channel;
    private final byte[] bytes = new byte[1 << 16];
    private final ByteBuffer answer = ByteBuffer.wrap(bytes);
    private long due;

    private Line(SocketChannel channel) {
      this.channel = channel;
    }
  }

  PacedLoad(int port, int connections, byte[] body) throws IOException {
    byte[] head =
        ("POST /embed HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    request = new byte[head.length + body.length];
    System.arraycopy(head, 0, request, 0, head.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    for (int i = 0; i < connections; i++) {
      SocketChannel channel =
          SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      var line = new Line(channel);
      channel.register(selector, SelectionKey.OP_READ, line);
      idle.add(line);
    }
  }

  /** {@code rate} requests a second for as long as {@code window}; gives each one's nanoseconds. */
  List<Long> run(double rate, Duration window) throws IOException {
    double interval = 1e9 / rate;
    long begin = System.nanoTime();
    long count = (long) (rate * window.toNanos() / 1e9);
    long sent = 0;
    while (times.size() < count) {
      while (sent < count
          && !idle.isEmpty()
          && System.nanoTime() >= begin + (long) (sent * interval)) {
        send(idle.poll(), begin + (long) (sent * interval));
        sent++;
      }
      if (selector.selectNow(this::receive) == 0) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
    return times;
  }

  private void send(Line line, long due) throws IOException {
    line.due = due;
    ByteBuffer bytes = ByteBuffer.wrap(request);
    while (bytes.hasRemaining()) {
      line.channel.write(bytes);
    }
  }

  private void receive(SelectionKey key) {
    var line = (Line) key.attachment();
    try {
      if (line.channel.read(line.answer) < 0) {
        throw new IOException("the server closed the connection");
      }
      if (isWhole(line.bytes, line.answer.position())) {
        times.add(System.nanoTime() - line.due);
        line.answer.clear();
        idle.add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isWhole(byte[] bytes, int end) throws IOException {
    int headEnd = indexOf(bytes, end, "\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    if (headEnd < 0) {
      return false;
    }
    if (bytes[9] != '2') {
      throw new IOException(
          "the answer was " + new String(bytes, 0, 12, StandardCharsets.US_ASCII));
    }
    int length = 0;
    for (int i = indexOf(bytes, headEnd, LENGTH) + LENGTH.length; bytes[i] >= '0'; i++) {
      length = 10 * length + bytes[i] - '0';
    }
    return end >= headEnd + 4 + length;
  }

  private static int indexOf(byte[] bytes, int end, byte[] pattern) {
    for (int at = 0; at <= end - pattern.length; at++) {
      int i = 0;
      while (i < pattern.length && bytes[at + i] == pattern[i]) {
        i++;
      }
      if (i == pattern.length) {
        return at;
      }
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
