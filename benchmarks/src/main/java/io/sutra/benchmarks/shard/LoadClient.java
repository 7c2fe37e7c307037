package io.sutra.benchmarks.shard;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;

/**
 * A closed loop of connections driven by one thread, as {@code redis-benchmark} is: each connection
 * sends a frame, waits for its answer, sends the next. With a rate, frames are sent when they are
 * due and the latency counts from then (no coordinated omission).
 */
final class LoadClient implements AutoCloseable {

  private final Selector selector;
  private final List<Connection> connections = new ArrayList<>();

  private static final class Connection {
    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocateDirect(64 << 10);
    private final byte[] head = new byte[8];
    private int headBytes;
    private int left;
    private long dueNanos;
    private boolean error;

    Connection(SocketChannel channel) {
      this.channel = channel;
    }

    void send(ByteBuffer frame) throws IOException {
      ByteBuffer view = frame.duplicate();
      while (view.hasRemaining()) {
        channel.write(view);
      }
    }

    /** Reads what is there; true when an answer is whole. */
    boolean receive() throws IOException {
      if (channel.read(in.clear()) < 0) {
        throw new IOException("the shard closed the connection");
      }
      in.flip();
      while (in.hasRemaining() && headBytes < head.length) {
        head[headBytes++] = in.get();
        if (headBytes == head.length) {
          left = ByteBuffer.wrap(head).getInt() - 4;
          error = (head[5] & 0xFF) == 255;
        }
      }
      if (headBytes < head.length) {
        return false;
      }
      left -= in.remaining();
      if (left > 0) {
        return false;
      }
      if (left < 0 || error) {
        throw new IOException("an error or two answers came where one was expected");
      }
      headBytes = 0;
      return true;
    }
  }

  /**
   * What a run measured.
   *
   * @param frames answered
   * @param nanos of the run
   * @param latencies in nanoseconds, sorted
   */
  record Result(long frames, long nanos, LongBuffer latencies) {
    double perSecond() {
      return frames * 1e9 / nanos;
    }

    double percentileMillis(double percentile) {
      int index = (int) Math.min(latencies.limit() - 1L, (long) (latencies.limit() * percentile));
      return latencies.get(index) / 1e6;
    }
  }

  LoadClient(int port, int count) throws IOException {
    selector = Selector.open();
    for (int i = 0; i < count; i++) {
      SocketChannel channel =
          SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      Connection connection = new Connection(channel);
      channel.register(selector, SelectionKey.OP_READ, connection);
      connections.add(connection);
      connection.send(Frames.hello());
      while (!connection.receive()) {
        Thread.onSpinWait();
      }
    }
  }

  /** Sends that many frames as fast as answers come. */
  Result run(long frames, LongFunction<ByteBuffer> frame) throws IOException {
    return run(frames, frame, 0);
  }

  /** Sends that many frames at a rate a second; zero is as fast as answers come. */
  Result run(long frames, LongFunction<ByteBuffer> frame, double rate) throws IOException {
    return run(frames, frame, rate, Duration.ofDays(1));
  }

  /**
   * Sends frames at a rate until that many are sent or the time is over. A frame that was due and
   * could not be sent, because no connection was free, counts with the time that it waited.
   */
  Result run(long frames, LongFunction<ByteBuffer> frame, double rate, Duration limit)
      throws IOException {
    long[] latencies = new long[(int) frames];
    long began = System.nanoTime();
    double gap = rate == 0 ? 0 : 1e9 / rate;
    long sent = 0;
    long done = 0;
    List<Connection> free = new ArrayList<>(connections);
    boolean over = false;
    while (done < frames && !(over && done == sent)) {
      over = over || System.nanoTime() - began > limit.toNanos();
      while (sent < frames && !free.isEmpty() && !over) {
        long due = began + (long) (sent * gap);
        long now = System.nanoTime();
        if (rate != 0 && due > now) {
          break;
        }
        Connection connection = free.remove(free.size() - 1);
        connection.dueNanos = rate == 0 ? now : due;
        connection.send(frame.apply(sent++));
      }
      if (rate == 0) {
        selector.select();
      } else if (selector.selectNow() == 0) {
        LockSupport.parkNanos(20_000);
        continue;
      }
      for (SelectionKey key : selector.selectedKeys()) {
        Connection connection = (Connection) key.attachment();
        if (connection.receive()) {
          latencies[(int) done++] = System.nanoTime() - connection.dueNanos;
          if (rate == 0 && sent < frames && !over) {
            connection.dueNanos = System.nanoTime();
            connection.send(frame.apply(sent++));
          } else {
            free.add(connection);
          }
        }
      }
      selector.selectedKeys().clear();
    }
    long nanos = System.nanoTime() - began;
    int counted = (int) done;
    for (long due = began + (long) (sent * gap);
        rate != 0 && counted < frames && due < began + nanos;
        due = began + (long) (counted * gap)) {
      latencies[counted++] = began + nanos - due;
    }
    Arrays.sort(latencies, 0, counted);
    return new Result(done, nanos, LongBuffer.wrap(latencies, 0, counted));
  }

  @Override
  public void close() throws IOException {
    for (Connection connection : connections) {
      connection.channel.close();
    }
    selector.close();
  }
}
