package io.sutra.cache.shard.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Memory for entries outside the heap.
 *
 * <p>It comes in slabs of up to one mebibyte; the first ones of a size are smaller, so that a few
 * entries of many lengths take little. A slab is cut into slots of one size, header and vector
 * rounded up to a multiple of 64 bytes (of 1,024 above 8 KiB), so nothing fragments; a slab whose
 * last slot is freed is given back. The design is that of Bonwick, "The Slab Allocator" (1994).
 *
 * <p>A slot has a number: its slab's, which begin at 1, and its place there in units of 64 bytes. 0
 * is no slot.
 *
 * <p>{@link #allocate} and {@link #free} may be called by any thread. {@link #slab} is lock-free.
 * Whoever frees a slot answers for it that nobody trusts what is read from it afterwards.
 */
final class SlabArena {

  /** What {@link #allocate} returns when there is no memory. */
  static final int NONE = 0;

  private static final int LARGEST_SLAB = 1 << 20;
  private static final int SMALLEST_SLAB = 64 << 10;
  private static final int UNIT_BITS = 6;
  private static final int PLACE_BITS = 20 - UNIT_BITS;
  private static final int PLACE_MASK = (1 << PLACE_BITS) - 1;
  private static final int MOST_SLABS = 1 << (31 - PLACE_BITS);
  private static final int FINE_LIMIT = 8192;
  private static final int COARSE = 1024;

  private final @Nullable SlotSize[] sizes = new SlotSize[256];
  private final Deque<Integer> freeNumbers = new ArrayDeque<>();
  private volatile @Nullable Slab[] slabs = new Slab[16];
  private int nextNumber = 1;
  private volatile long usedBytes;

  /** All slabs of one size of slots, those with room first. */
  private static final class SlotSize {
    private final int slotBytes;
    private final Deque<Slab> withRoom = new ArrayDeque<>();
    private volatile int slabs;

    SlotSize(int slotBytes) {
      this.slotBytes = slotBytes;
    }

    /** How large the next slab is: each is as large as those before it together. */
    int nextBytes() {
      int doublings = Math.min(slabs, Integer.numberOfTrailingZeros(LARGEST_SLAB / SMALLEST_SLAB));
      return Math.max(slotBytes, SMALLEST_SLAB << doublings);
    }
  }

  private static final class Slab {
    private final ByteBuffer memory;
    private final SlotSize size;
    private final long[] taken;
    private final int slots;
    private int number;
    private int used;
    private int firstWord;

    Slab(SlotSize size) {
      this.size = size;
      this.memory = ByteBuffer.allocateDirect(size.nextBytes()).order(ByteOrder.LITTLE_ENDIAN);
      this.slots = memory.capacity() / size.slotBytes;
      this.taken = new long[(slots + 63) / 64];
      if ((slots & 63) != 0) {
        taken[taken.length - 1] = -1L << slots;
      }
    }

    int take() {
      for (int word = firstWord; word < taken.length; word++) {
        if (taken[word] != -1L) {
          int bit = Long.numberOfTrailingZeros(~taken[word]);
          taken[word] |= 1L << bit;
          used++;
          firstWord = word;
          return (word * 64 + bit) * size.slotBytes;
        }
      }
      throw new IllegalStateException("a slab said to have room has none");
    }

    void giveBack(int offset) {
      int index = offset / size.slotBytes;
      long bit = 1L << index;
      if ((taken[index / 64] & bit) == 0) {
        throw new IllegalStateException("a slot was freed twice");
      }
      taken[index / 64] &= ~bit;
      firstWord = Math.min(firstWord, index / 64);
      used--;
    }
  }

  private SlotSize size(int length) {
    int bytes = Slot.HEADER_BYTES + length;
    int units =
        bytes <= FINE_LIMIT
            ? (bytes + 63) >> UNIT_BITS
            : (bytes + COARSE - 1) / COARSE * (COARSE >> UNIT_BITS);
    int index = bytes <= FINE_LIMIT ? units : 128 + (units << UNIT_BITS) / COARSE;
    SlotSize known = sizes[index];
    if (known == null) {
      known = new SlotSize(units << UNIT_BITS);
      sizes[index] = known;
    }
    return known;
  }

  /**
   * Takes a slot for a vector of so many bytes, at most 65,536.
   *
   * @return its number, or {@link #NONE} when no memory is left
   */
  int allocate(int length) {
    SlotSize size;
    synchronized (this) {
      size = size(length);
      Slab slab = size.withRoom.peek();
      if (slab != null) {
        return take(slab);
      }
    }
    Slab fresh;
    try {
      // A mebibyte of zeros takes a while: nobody waits for it who finds room elsewhere.
      fresh = new Slab(size);
    } catch (OutOfMemoryError e) {
      // The limit of memory outside the heap: an answer, not a catastrophe.
      return NONE;
    }
    synchronized (this) {
      return add(fresh) ? take(fresh) : NONE;
    }
  }

  private int take(Slab slab) {
    int offset = slab.take();
    if (slab.used == slab.slots) {
      slab.size.withRoom.remove(slab);
    }
    return slab.number << PLACE_BITS | offset >> UNIT_BITS;
  }

  private synchronized boolean add(Slab slab) {
    Integer reused = freeNumbers.poll();
    if (reused == null && nextNumber == MOST_SLABS) {
      return false;
    }
    slab.number = reused == null ? nextNumber++ : reused;
    @Nullable Slab[] current = slabs;
    @Nullable Slab[] next =
        Arrays.copyOf(current, Math.max(current.length, Integer.highestOneBit(slab.number) * 2));
    next[slab.number] = slab;
    slabs = next;
    usedBytes += slab.memory.capacity();
    slab.size.slabs++;
    slab.size.withRoom.push(slab);
    return true;
  }

  /** Gives a slot back. */
  synchronized void free(int slot) {
    Slab slab = slabs[slot >>> PLACE_BITS];
    if (slab == null) {
      throw new IllegalStateException("no slab has this slot");
    }
    Deque<Slab> withRoom = slab.size.withRoom;
    if (slab.used == slab.slots) {
      withRoom.add(slab);
    }
    slab.giveBack(offset(slot));
    // One slab of a size is kept: a shard at its capacity frees and takes all the time.
    if (slab.used == 0 && withRoom.size() > 1) {
      withRoom.remove(slab);
      @Nullable Slab[] next = slabs.clone();
      next[slab.number] = null;
      slabs = next;
      freeNumbers.add(slab.number);
      usedBytes -= slab.memory.capacity();
      slab.size.slabs--;
    }
  }

  /** The memory of a slot's slab, for absolute reads and writes; null when it was given back. */
  @Nullable ByteBuffer slab(int slot) {
    @Nullable Slab[] current = slabs;
    int number = slot >>> PLACE_BITS;
    Slab slab = number < current.length ? current[number] : null;
    return slab == null ? null : slab.memory;
  }

  /** The memory of a slot that is taken. */
  ByteBuffer memory(int slot) {
    ByteBuffer slab = slab(slot);
    if (slab == null) {
      throw new IllegalStateException("no slab has this slot");
    }
    return slab;
  }

  /** Where in its slab a slot begins. */
  static int offset(int slot) {
    return (slot & PLACE_MASK) << UNIT_BITS;
  }

  /** Bytes of all slabs. */
  long bytes() {
    return usedBytes;
  }
}
