package io.sutra.cache.shard.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who gets memory, and who waits for whom. */
class MemoryPoolTest {

  private static final int PAGE = 1 << 10;
  private static final int PAGES = 64;

  private final MemoryPool pool = new MemoryPool(ByteBuffer.allocateDirect(PAGES * PAGE), PAGE);
  private final ArrayDeque<Runnable> loop = new ArrayDeque<>();
  private final List<String> served = new ArrayList<>();

  /** Wants one piece, and keeps it. */
  private final class Client {
    private final String name;
    private final int bytes;
    private final MemoryWaiter waiter = new MemoryWaiter(loop::add, this::ask);
    private @Nullable ByteBuf piece;

    Client(String name, int pages) {
      this.name = name;
      this.bytes = pages * PAGE;
      ask();
    }

    private void ask() {
      waiter.asks(pool);
      ByteBuf found = pool.allocate(bytes, waiter);
      if (found != null) {
        piece = found;
        served.add(name);
      }
    }

    void release() {
      Objects.requireNonNull(piece).release();
    }
  }

  private void runLoop() {
    for (Runnable task = loop.poll(); task != null; task = loop.poll()) {
      task.run();
    }
  }

  @Test
  void pieces_areWholeApartAndFreeAgain() {
    Random random = new Random(3);
    IdentityHashMap<ByteBuf, Byte> pieces = new IdentityHashMap<>();
    List<ByteBuf> order = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      int bytes = 1 + random.nextInt(9 * PAGE);
      ByteBuf piece = pool.allocateIfFree(bytes);
      if (piece != null) {
        assertThat(piece.readableBytes()).isZero();
        assertThat(piece.capacity()).isEqualTo(bytes);
        byte mark = (byte) i;
        while (piece.isWritable()) {
          piece.writeByte(mark);
        }
        pieces.put(piece, mark);
        order.add(piece);
      }
      if (piece == null || random.nextBoolean()) {
        ByteBuf old = order.remove(random.nextInt(order.size()));
        byte mark = Objects.requireNonNull(pieces.remove(old));
        assertThat(IntStream.range(0, old.capacity()).allMatch(at -> old.getByte(at) == mark))
            .isTrue();
        old.release();
      }
      if (order.isEmpty()) {
        assertThat(pool.usedBytes()).isZero();
      }
    }
    order.forEach(ByteBuf::release);
    assertThat(pool.usedBytes()).isZero();
    assertThat(pool.contended()).isFalse();
  }

  @Test
  void waiters_areServedInOrder_andNobodyOvertakes() {
    Client first = new Client("first", 40);
    Client second = new Client("second", 20);
    new Client("large", 50);
    new Client("small", 1);
    assertThat(served).containsExactly("first", "second");
    assertThat(pool.contended()).isTrue();
    assertThat(pool.allocateIfFree(PAGE)).isNull();
    second.release();
    runLoop();
    assertThat(served).containsExactly("first", "second");
    first.release();
    runLoop();
    assertThat(served).containsExactly("first", "second", "large", "small");
    assertThat(pool.contended()).isFalse();
    assertThat(pool.waits()).isEqualTo(2);
  }

  @Test
  void waiterThatLeaves_letsTheNextOnePass() {
    Client first = new Client("first", 60);
    Client gone = new Client("gone", 64);
    Client next = new Client("next", 4);
    gone.waiter.cancel();
    runLoop();
    assertThat(served).containsExactly("first", "next");
    first.release();
    next.release();
    assertThat(pool.usedBytes()).isZero();
  }

  @Test
  void waiterThatLeavesWhenItIsCalled_letsTheNextOnePass() {
    Client first = new Client("first", 64);
    Client gone = new Client("gone", 64);
    new Client("next", 64);
    first.release();
    gone.waiter.cancel();
    runLoop();
    assertThat(served).containsExactly("first", "next");
  }

  @Test
  void waiterOfALoopThatHasEnded_holdsNobodyUp() {
    Client first = new Client("first", 64);
    MemoryWaiter dead =
        new MemoryWaiter(
            task -> {
              throw new RejectedExecutionException();
            },
            () -> {});
    dead.asks(pool);
    assertThat(pool.allocate(PAGE, dead)).isNull();
    new Client("next", 64);
    first.release();
    runLoop();
    assertThat(served).containsExactly("first", "next");
  }
}
