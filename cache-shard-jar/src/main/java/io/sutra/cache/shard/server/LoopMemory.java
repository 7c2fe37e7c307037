package io.sutra.cache.shard.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import java.io.Closeable;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The memory that the connections of one event loop share. Only one of them reads or answers at a
 * time, so one piece of memory for each is enough as long as nobody is slow. Belongs to the loop.
 */
final class LoopMemory implements Closeable {

  private static final int MOST_READS_IN_A_ROW = 16;

  private final Executor executor;
  private final NetworkMemory memory;
  private final ByteBuf read;
  private ByteBuf answers;

  /**
   * For that loop.
   *
   * @throws IllegalStateException when there is no memory, which there is at the start
   */
  LoopMemory(Executor executor, NetworkMemory memory) {
    this.executor = executor;
    this.memory = memory;
    this.read = present(memory.allocateIfFree(NetworkMemory.READ_BYTES));
    this.answers = present(memory.allocateIfFree(NetworkMemory.ANSWER_BYTES));
  }

  private static ByteBuf present(@Nullable ByteBuf piece) {
    if (piece == null) {
      throw new IllegalStateException("no network memory for an event loop");
    }
    return piece;
  }

  /** For what one connection needs for itself. */
  NetworkMemory shared() {
    return memory;
  }

  /** A waiter that is resumed in this loop. */
  MemoryWaiter waiter(Runnable resume) {
    return new MemoryWaiter(executor, resume);
  }

  /** What is read into, empty; its bytes are there until the loop reads again. */
  ByteBuf readBuffer() {
    return read.clear().retain();
  }

  /**
   * 64 KiB for answers, empty, or null when there is no memory for that. They are the loop's again
   * once they are released; while a slow client holds them, the loop takes others.
   */
  @Nullable ByteBuf answerBuffer() {
    if (answers.refCnt() > 1) {
      ByteBuf another = memory.allocateIfFree(NetworkMemory.ANSWER_BYTES);
      if (another == null) {
        return null;
      }
      answers.release();
      answers = another;
    }
    return answers.clear().retain();
  }

  /** Has a channel's reads go where {@code target} says, each time anew. */
  static RecvByteBufAllocator reading(Supplier<ByteBuf> target) {
    return new DefaultMaxMessagesRecvByteBufAllocator(MOST_READS_IN_A_ROW) {
      // The channels still ask for the older of two types.
      @SuppressWarnings("deprecation")
      @Override
      public Handle newHandle() {
        return new MaxMessageHandle() {
          @Override
          public ByteBuf allocate(ByteBufAllocator unused) {
            return target.get();
          }

          @Override
          public int guess() {
            return NetworkMemory.READ_BYTES;
          }
        };
      }
    };
  }

  /** Gives the memory back; the loop has ended. */
  @Override
  public void close() {
    read.release();
    answers.release();
  }
}
