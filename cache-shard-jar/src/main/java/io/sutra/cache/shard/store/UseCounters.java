package io.sutra.cache.shard.store;

import io.sutra.cache.shard.memory.NativeBlock;

/**
 * How often entries were used, up to three times: a byte for each unit of memory, in which at most
 * one entry begins. The bytes lie behind the segments of the arena.
 *
 * <p>They are beside the entries, not in them, because a reader counts: it may be late, and must
 * not write into memory that holds another entry by then. Two uses at once may count as one, and a
 * late one for the entry that is there now. Any thread uses them.
 */
final class UseCounters {

  static final int MOST = 3;

  private final NativeBlock memory;
  private final long first;

  UseCounters(SegmentArena arena) {
    this.memory = arena.memory();
    this.first = arena.capacityBytes();
  }

  void use(int location) {
    int now = get(location);
    if (now < MOST) {
      set(location, now + 1);
    }
  }

  int get(int location) {
    long at = first + location;
    return memory.chunk(at).get(NativeBlock.offset(at));
  }

  void set(int location, int value) {
    long at = first + location;
    memory.chunk(at).put(NativeBlock.offset(at), (byte) value);
  }
}
