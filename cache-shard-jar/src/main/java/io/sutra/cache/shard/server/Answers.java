package io.sutra.cache.shard.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.sutra.cache.shard.engine.Stage;
import io.sutra.cache.shard.engine.StageTimes;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one connection writes: many short answers share a piece of memory and a system call. Belongs
 * to its connection's loop.
 */
// A channel that fails tells its handlers; the futures of writes and closes say nothing more.
@SuppressWarnings("FutureReturnValueIgnored")
final class Answers {

  private final LoopMemory loop;
  private final MemoryWaiter waiter;
  private final Replied gets;
  private final Replied puts;

  /** Being filled; the channel does not know it yet. */
  private @Nullable ByteBuf current;

  /** Answers that wait for memory; on the heap. */
  private final ArrayDeque<ByteBuffer> backlog = new ArrayDeque<>();

  private long handedOver;

  Answers(LoopMemory loop, StageTimes times, Runnable resume) {
    this.loop = loop;
    this.waiter = loop.waiter(resume);
    this.gets = new Replied(times, Stage.GET_REPLIED);
    this.puts = new Replied(times, Stage.PUT_REPLIED);
  }

  /** When the requests came whose answers are not flushed yet. */
  private static final class Replied {

    private final StageTimes times;
    private final Stage stage;
    private long[] since = new long[4];
    private int count;

    Replied(StageTimes times, Stage stage) {
      this.times = times;
      this.stage = stage;
    }

    void add(long readAt) {
      if (count == since.length) {
        since = Arrays.copyOf(since, 2 * count);
      }
      since[count++] = readAt;
    }

    void flushed(long now) {
      for (int i = 0; i < count; i++) {
        times.record(stage, now - since[i]);
      }
      count = 0;
    }
  }

  /**
   * A buffer with room for an answer of that many bytes, to be written at its writer index; null
   * when there is no memory now. The connection is then resumed later.
   */
  @Nullable ByteBuf room(ChannelHandlerContext ctx, int bytes) {
    ByteBuf open = current;
    if (open != null && open.writableBytes() >= bytes) {
      return open;
    }
    handOver(ctx);
    if (bytes <= NetworkMemory.ANSWER_BYTES) {
      current = loop.answerBuffer();
    }
    if (current == null) {
      current = loop.shared().allocate(bytes, waiter);
    }
    return current;
  }

  /** Writes an answer that lies on the heap; it waits there while there is no memory. */
  void add(ChannelHandlerContext ctx, ByteBuffer answer) {
    ByteBuf room = backlog.isEmpty() ? room(ctx, answer.remaining()) : null;
    if (room == null) {
      backlog.add(answer);
    } else {
      room.writeBytes(answer);
    }
  }

  /** A get, read at that time by the loop's clock, was answered. */
  void answeredGet(long readAt) {
    gets.add(readAt);
  }

  /** A put, read at that time by the loop's clock, was answered. */
  void answeredPut(long readAt) {
    puts.add(readAt);
  }

  /** Whether nothing waits for memory. */
  boolean flowing() {
    return backlog.isEmpty();
  }

  private void handOver(ChannelHandlerContext ctx) {
    ByteBuf filled = current;
    current = null;
    if (filled == null) {
      return;
    }
    if (filled.isReadable()) {
      handedOver += filled.readableBytes();
      ctx.write(filled, ctx.voidPromise());
    } else {
      filled.release();
    }
  }

  /** Hands all to the socket that there is memory for. */
  void flush(ChannelHandlerContext ctx) {
    ByteBuffer next = backlog.peek();
    while (next != null) {
      ByteBuf room = room(ctx, next.remaining());
      if (room == null) {
        break;
      }
      room.writeBytes(next);
      backlog.remove();
      next = backlog.peek();
    }
    handOver(ctx);
    ctx.flush();
    if (gets.count + puts.count > 0) {
      long now = ctx.executor().ticker().nanoTime();
      gets.flushed(now);
      puts.flushed(now);
    }
  }

  /** Bytes that the client has not taken yet. */
  static long untaken(ChannelHandlerContext ctx) {
    ChannelOutboundBuffer outbound = ctx.channel().unsafe().outboundBuffer();
    return outbound == null ? 0 : outbound.totalPendingWriteBytes();
  }

  /** Bytes that the client has taken: more than before whenever it has read something. */
  long taken(ChannelHandlerContext ctx) {
    return handedOver - untaken(ctx);
  }

  /** Gives up what was not handed over; the connection is closed. */
  void close() {
    waiter.cancel();
    backlog.clear();
    ByteBuf filled = current;
    current = null;
    if (filled != null) {
      filled.release();
    }
  }
}
