package io.sutra.cache.shard.memory;

import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * The budget of memory outside the heap: shared out by kind of use while a shard starts, and used
 * up whole by then. Nothing is allocated or given back afterwards.
 *
 * <p>The pages take physical memory when they are first written, unless the budget is told to touch
 * them at once.
 *
 * <p>Taking belongs to the thread that starts the shard; {@link #bytes} and {@link #size} may be
 * called by any thread afterwards.
 */
public final class ReservedMemory {

  /** A buffer may be shorter than what was taken by less than this. */
  public static final int ALIGNMENT = NativeBlock.ALIGNMENT;

  private final long size;
  private final boolean touch;
  private final Map<MemoryUse, Long> taken = new EnumMap<>(MemoryUse.class);
  private long left;

  /**
   * A budget.
   *
   * @param size bytes of all uses together
   * @param touch whether every page is written when it is taken, so that a lack of physical memory
   *     shows at the start
   */
  public ReservedMemory(long size, boolean touch) {
    this.size = size;
    this.touch = touch;
    this.left = size;
  }

  /**
   * Takes a buffer of zeros.
   *
   * @throws MemoryRefusedException when less than that is left, or the system refuses it
   */
  public ByteBuffer take(MemoryUse use, int bytes) {
    require(use, bytes);
    return block(use, bytes).chunk(0).duplicate().clear();
  }

  /**
   * Takes all that is left.
   *
   * @param least bytes that it has to have
   * @throws MemoryRefusedException when less is left, or the system refuses it
   */
  public NativeBlock takeRest(MemoryUse use, long least) {
    require(use, least);
    return block(use, left);
  }

  private void require(MemoryUse use, long bytes) {
    if (bytes > left) {
      throw new MemoryRefusedException(
          String.format(
              Locale.ROOT,
              "SUTRA_CACHE_MEMORY is %,d bytes, and %,d bytes are missing: %,d bytes of it are left"
                  + " for %s, which needs at least %,d. Set SUTRA_CACHE_MEMORY to at least %,d.",
              size,
              bytes - left,
              left,
              use.name().toLowerCase(Locale.ROOT),
              bytes,
              size + bytes - left));
    }
  }

  private NativeBlock block(MemoryUse use, long bytes) {
    NativeBlock block = ZeroedMemory.allocate(bytes);
    if (touch) {
      block.touch();
    }
    left -= bytes;
    taken.merge(use, bytes, Long::sum);
    return block;
  }

  /** Bytes that were taken for a use. */
  public long bytes(MemoryUse use) {
    return taken.getOrDefault(use, 0L);
  }

  /** Bytes of the whole budget. */
  public long size() {
    return size;
  }
}
