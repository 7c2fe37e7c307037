package io.sutra.cache.shard.store;

/**
 * Segments in the order in which they were filled: entries are appended to the newest, and evicted
 * from the oldest, entry by entry. Belongs to the thread with the commit lock.
 */
final class SegmentQueue {

  private static final int NONE = -1;

  private final SegmentArena arena;
  private final byte number;
  private final int[] newer;
  private final int[] older;
  private int newest = NONE;
  private int oldest = NONE;

  /** Where in the oldest segment the next entry to evict begins. */
  private int cursor;

  /** Bytes between the cursor and the end. */
  private long bytes;

  /**
   * A queue.
   *
   * @param newer links of all segments, shared between the queues
   * @param older links the other way
   */
  SegmentQueue(SegmentArena arena, byte number, int[] newer, int[] older) {
    this.arena = arena;
    this.number = number;
    this.newer = newer;
    this.older = older;
  }

  boolean fits(int size) {
    return newest != NONE && arena.fits(newest, size);
  }

  /** Takes room for an entry, in a new segment when the newest has none. There is one free. */
  int append(int size) {
    if (!fits(size)) {
      int segment = arena.take(number);
      newer[segment] = NONE;
      older[segment] = newest;
      if (newest == NONE) {
        oldest = segment;
        cursor = SegmentArena.firstOffset(segment);
      } else {
        newer[newest] = segment;
      }
      newest = segment;
    }
    bytes += size;
    return arena.append(newest, size);
  }

  /** The location of the entry that is next to be evicted, or none; it stays. */
  int oldestEntry() {
    while (oldest != NONE) {
      if (cursor < arena.filled(oldest)) {
        return arena.location(oldest, cursor);
      }
      if (oldest == newest) {
        return SegmentArena.NONE;
      }
      freeOldest();
    }
    return SegmentArena.NONE;
  }

  /** Goes past the oldest entry, which has so many bytes and is not in the index any more. */
  void pass(int size) {
    cursor += size;
    bytes -= size;
    if (cursor >= arena.filled(oldest) && oldest != newest) {
      freeOldest();
    }
  }

  private void freeOldest() {
    int segment = oldest;
    oldest = newer[segment];
    older[oldest] = NONE;
    cursor = SegmentArena.firstOffset(oldest);
    arena.free(segment);
  }

  /** Whether a segment is neither evicted from nor appended to at present. */
  boolean inside(int segment) {
    return arena.queue(segment) == number && segment != oldest && segment != newest;
  }

  /** Takes a segment from inside the queue, all of whose entries were moved, and frees it. */
  void remove(int segment) {
    bytes -= arena.filled(segment) - SegmentArena.firstOffset(segment);
    newer[older[segment]] = newer[segment];
    older[newer[segment]] = older[segment];
    arena.free(segment);
  }

  long bytes() {
    return bytes;
  }

  void reset() {
    newest = NONE;
    oldest = NONE;
    bytes = 0;
  }
}
