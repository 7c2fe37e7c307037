package io.sutra.cache.shard.store;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Memory for vectors outside the heap, so that a million of them cost the collector nothing.
 *
 * <p>Memory comes in slabs of one mebibyte. A slab is cut into slots of one size, the vector's
 * length rounded up to a multiple of 64 bytes (of 1,024 above 8 KiB), so nothing fragments; a slab
 * whose last slot is freed is given back. The design is that of Bonwick, "The Slab Allocator"
 * (1994).
 *
 * <p>{@link #allocate} and {@link #free} may be called by any thread. {@link #slab} is lock-free.
 * Whoever frees a slot answers for it that nobody trusts what is read from it afterwards.
 */
public final class SlabArena {

  /** What {@link #allocate} returns when there is no memory. */
  public static final long NONE = -1;

  private static final int SLAB_BYTES = 1 << 20;

  private final Map<Integer, Deque<Slab>> withRoom = new HashMap<>();
  private final Deque<Integer> freeNumbers = new ArrayDeque<>();
  private volatile @Nullable Slab[] slabs = new Slab[16];
  private int numbers;
  private final LongAdder usedSlabs = new LongAdder();

  private static final class Slab {
    private final ByteBuffer memory = ByteBuffer.allocateDirect(SLAB_BYTES);
    private final int number;
    private final int slotBytes;
    private final long[] taken;
    private final int slots;
    private int used;

    Slab(int number, int slotBytes) {
      this.number = number;
      this.slotBytes = slotBytes;
      this.slots = SLAB_BYTES / slotBytes;
      this.taken = new long[(slots + 63) / 64];
      if ((slots & 63) != 0) {
        taken[taken.length - 1] = -1L << slots;
      }
    }

    int take() {
      for (int word = 0; word < taken.length; word++) {
        if (taken[word] != -1L) {
          int bit = Long.numberOfTrailingZeros(~taken[word]);
          taken[word] |= 1L << bit;
          used++;
          return (word * 64 + bit) * slotBytes;
        }
      }
      throw new IllegalStateException("a slab said to have room has none");
    }

    void giveBack(int offset) {
      int slot = offset / slotBytes;
      long bit = 1L << slot;
      if ((taken[slot / 64] & bit) == 0) {
        throw new IllegalStateException("a slot was freed twice");
      }
      taken[slot / 64] &= ~bit;
      used--;
    }
  }

  private static int slotBytes(int length) {
    int unit = length <= 8192 ? 64 : 1024;
    return (length + unit - 1) / unit * unit;
  }

  /**
   * Takes a slot for so many bytes, at most 65,536.
   *
   * @return its address, or {@link #NONE} when no memory is left
   */
  public synchronized long allocate(int length) {
    int slotBytes = slotBytes(length);
    Deque<Slab> candidates = withRoom.computeIfAbsent(slotBytes, size -> new ArrayDeque<>());
    Slab slab = candidates.peek();
    if (slab == null) {
      slab = add(slotBytes);
      if (slab == null) {
        return NONE;
      }
      candidates.push(slab);
    }
    int offset = slab.take();
    if (slab.used == slab.slots) {
      candidates.remove(slab);
    }
    return ((long) slab.number << 32) | offset;
  }

  private @Nullable Slab add(int slotBytes) {
    Integer reused = freeNumbers.poll();
    int number = reused == null ? numbers : reused;
    Slab slab;
    try {
      slab = new Slab(number, slotBytes);
    } catch (OutOfMemoryError e) {
      // The limit of memory outside the heap: an answer, not a catastrophe.
      if (reused != null) {
        freeNumbers.push(reused);
      }
      return null;
    }
    if (reused == null) {
      numbers++;
    }
    @Nullable Slab[] current = slabs;
    @Nullable Slab[] next =
        number < current.length ? current.clone() : Arrays.copyOf(current, 2 * current.length);
    next[number] = slab;
    slabs = next;
    usedSlabs.increment();
    return slab;
  }

  /** Gives a slot back. */
  public synchronized void free(long address) {
    Slab slab = at(address);
    boolean wasFull = slab.used == slab.slots;
    slab.giveBack((int) address);
    Deque<Slab> candidates = withRoom.computeIfAbsent(slab.slotBytes, size -> new ArrayDeque<>());
    if (wasFull) {
      candidates.add(slab);
    }
    // One slab of a size is kept: a shard at its capacity frees and takes all the time.
    if (slab.used == 0 && candidates.size() > 1) {
      candidates.remove(slab);
      @Nullable Slab[] next = slabs.clone();
      next[slab.number] = null;
      slabs = next;
      freeNumbers.add(slab.number);
      usedSlabs.decrement();
    }
  }

  private Slab at(long address) {
    Slab slab = slabs[(int) (address >>> 32)];
    if (slab == null) {
      throw new IllegalStateException("no slab at this address");
    }
    return slab;
  }

  /** The slab of an address, for absolute reads and writes; null when it was given back. */
  @Nullable ByteBuffer slab(long address) {
    Slab slab = slabs[(int) (address >>> 32)];
    return slab == null ? null : slab.memory;
  }

  static int offset(long address) {
    return (int) address;
  }

  /** Copies a vector into a slot. Reads what remains in the buffer without moving it. */
  public void write(long address, ByteBuffer vector) {
    ByteBuffer memory = at(address).memory;
    memory.put(offset(address), vector, vector.position(), vector.remaining());
  }

  /** Bytes of all slabs. */
  public long bytes() {
    return usedSlabs.sum() * SLAB_BYTES;
  }
}
