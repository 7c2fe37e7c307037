package io.sutra.cache.shard.store;

/**
 * How often entries were used, up to three times: a byte for each unit of memory, in which at most
 * one entry begins.
 *
 * <p>They are beside the entries, not in them, because a reader counts: it may be late, and must
 * not write into memory that holds another entry by then. Two uses at once may count as one, and a
 * late one for the entry that is there now. Any thread uses them.
 */
final class UseCounters {

  static final int MOST = 3;

  private final byte[] uses;

  UseCounters(SegmentArena arena) {
    this.uses = new byte[(int) (arena.capacityBytes() >>> EntryLayout.UNIT_BITS)];
  }

  void use(int location) {
    byte now = uses[location];
    if (now < MOST) {
      uses[location] = (byte) (now + 1);
    }
  }

  int get(int location) {
    return uses[location];
  }

  void set(int location, int value) {
    uses[location] = (byte) value;
  }
}
