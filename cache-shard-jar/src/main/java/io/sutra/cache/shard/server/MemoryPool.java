package io.sutra.cache.shard.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Buffer;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Pages of one piece of memory: who needs some gets adjacent ones, the first that are free, and who
 * finds none waits. Nobody overtakes those who wait. Thread-safe.
 */
final class MemoryPool {

  private final ByteBuffer memory;

  /** Where the memory is, for system calls; 0 when that cannot be known. */
  private final long address;

  private final int pageBytes;
  private final int pages;

  /** Guarded by this, as is everything below. */
  private final BitSet used;

  private final ArrayDeque<MemoryWaiter> waiters = new ArrayDeque<>();

  /** Who was called and has not tried yet. */
  private @Nullable MemoryWaiter called;

  private int freePages;
  private long waits;

  /** For those who only look. */
  private volatile boolean contended;

  MemoryPool(ByteBuffer memory, int pageBytes) {
    this.memory = memory;
    this.address = Epoll.isAvailable() ? Buffer.memoryAddress(memory) : 0;
    this.pageBytes = pageBytes;
    this.pages = memory.capacity() / pageBytes;
    this.used = new BitSet(pages);
    this.freePages = pages;
  }

  private int pagesFor(int bytes) {
    return (bytes + pageBytes - 1) / pageBytes;
  }

  synchronized @Nullable ByteBuf allocateIfFree(int bytes) {
    return contended ? null : find(bytes);
  }

  synchronized @Nullable ByteBuf allocate(int bytes, MemoryWaiter waiter) {
    boolean turn = called == waiter;
    if (turn || (waiters.isEmpty() && called == null)) {
      ByteBuf piece = find(bytes);
      if (piece != null) {
        if (turn) {
          called = null;
          callNext();
        }
        return piece;
      }
    }
    waiter.wants(pagesFor(bytes));
    if (turn) {
      // It was called for less than it needs now.
      called = null;
      waiters.addFirst(waiter);
    } else if (!waiters.contains(waiter)) {
      waits++;
      waiters.addLast(waiter);
    }
    contended = true;
    return null;
  }

  private @Nullable ByteBuf find(int bytes) {
    int count = pagesFor(bytes);
    int first = firstFree(count);
    if (first < 0) {
      return null;
    }
    used.set(first, first + count);
    freePages -= count;
    return new Piece(first, count, bytes);
  }

  /** Where as many free pages are side by side; -1 when that is nowhere. */
  private int firstFree(int count) {
    if (count > freePages) {
      return -1;
    }
    int first = used.nextClearBit(0);
    while (first + count <= pages) {
      int taken = used.nextSetBit(first);
      if (taken < 0 || taken >= first + count) {
        return first;
      }
      first = used.nextClearBit(taken);
    }
    return -1;
  }

  private synchronized void free(int first, int count) {
    used.clear(first, first + count);
    freePages += count;
    callNext();
  }

  private void callNext() {
    MemoryWaiter next = waiters.peekFirst();
    while (called == null && next != null && firstFree(next.pages()) >= 0) {
      waiters.removeFirst();
      if (next.call()) {
        called = next;
      } else {
        next = waiters.peekFirst();
      }
    }
    contended = called != null || !waiters.isEmpty();
  }

  /** The waiter has had its turn, whether it took something or not. */
  synchronized void endTurn(MemoryWaiter waiter) {
    if (called == waiter) {
      called = null;
      callNext();
    }
  }

  /** The waiter wants nothing any more. */
  synchronized void leave(MemoryWaiter waiter) {
    if (waiters.remove(waiter)) {
      callNext();
    }
    endTurn(waiter);
  }

  boolean contended() {
    return contended;
  }

  long bytes() {
    return (long) pages * pageBytes;
  }

  synchronized long usedBytes() {
    return (long) (pages - freePages) * pageBytes;
  }

  synchronized long waits() {
    return waits;
  }

  /** Some pages, as Netty's transports take them. */
  private final class Piece extends UnpooledDirectByteBuf {

    private final int first;
    private final int count;

    Piece(int first, int count, int bytes) {
      super(HeapAllocator.INSTANCE, memory.slice(first * pageBytes, bytes), bytes);
      clear();
      this.first = first;
      this.count = count;
    }

    @Override
    public boolean hasMemoryAddress() {
      return address != 0;
    }

    @Override
    public long memoryAddress() {
      if (address == 0) {
        throw new UnsupportedOperationException();
      }
      ensureAccessible();
      return address + (long) first * pageBytes;
    }

    @Override
    protected void deallocate() {
      super.deallocate();
      free(first, count);
    }
  }
}
