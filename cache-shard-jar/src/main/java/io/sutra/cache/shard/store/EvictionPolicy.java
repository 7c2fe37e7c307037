package io.sutra.cache.shard.store;

/**
 * Which entry makes room: S3-FIFO (Yang, Zhang, Qiu, Yue, Rashmi: "FIFO Queues are All You Need for
 * Cache Eviction", SOSP 2023).
 *
 * <p>New entries wait in a small queue. Those that are used twice before they reach its end move to
 * the main queue; the others are evicted, and a fingerprint of their key is remembered. A key that
 * comes back while it is remembered goes to the main queue at once. At the end of the main queue an
 * entry that was used begins again, with one use less, and one that was not is evicted. A scan
 * therefore passes through the small queue and leaves the main one alone, and a use costs a reader
 * no more than a byte beside the entry.
 *
 * <p>The small queue has a hundredth of the bytes, not the tenth of the paper: what is asked for
 * again at once is answered from the memory of the service that asks, and every entry that waits
 * here is one less for the popular.
 *
 * <p>Fingerprints are kept in a table where the newer one wins: about as many are remembered as
 * there are entries. Belongs to the thread with the commit lock.
 */
final class EvictionPolicy {

  /** The queue of new entries. */
  static final byte SMALL = 0;

  /** The queue of entries that were used again. */
  static final byte MAIN = 1;

  /** What {@link #usesAfter} says of an entry that is evicted. */
  static final int EVICTED = -1;

  private static final int LARGEST = 1 << 30;
  private static final int SMALL_SHARE = 100;

  private final int[] remembered;

  EvictionPolicy(long capacity) {
    long wanted = Math.clamp(capacity, 16, LARGEST);
    this.remembered = new int[1 << (Long.SIZE - Long.numberOfLeadingZeros(wanted - 1))];
  }

  private int place(long hash) {
    return (int) (hash >>> 32) & (remembered.length - 1);
  }

  /** Never 0, which is no fingerprint. */
  private static int fingerprint(long hash) {
    return (int) (hash ^ (hash >>> 17)) | 1;
  }

  /** The queue for a new entry. */
  byte admit(long hash) {
    int place = place(hash);
    if (remembered[place] == fingerprint(hash)) {
      remembered[place] = 0;
      return MAIN;
    }
    return SMALL;
  }

  /** The queue from which the next entry is evicted. */
  static byte evictFrom(long smallBytes, long mainBytes) {
    return mainBytes == 0 || smallBytes * SMALL_SHARE > smallBytes + mainBytes ? SMALL : MAIN;
  }

  /**
   * The uses with which the oldest entry of a queue goes on in the main one, or that it does not.
   */
  static int usesAfter(byte queue, int uses) {
    if (queue == SMALL) {
      return uses > 1 ? 0 : EVICTED;
    }
    return uses > 0 ? uses - 1 : EVICTED;
  }

  /** Remembers a key that is evicted from the small queue. */
  void remember(long hash) {
    remembered[place(hash)] = fingerprint(hash);
  }
}
