package io.sutra.cache.shard.store;

import io.sutra.cache.api.CacheKey;
import java.nio.ByteBuffer;

/**
 * Which entry makes room: S3-FIFO (Yang, Zhang, Qiu, Yue, Rashmi: "FIFO Queues are All You Need for
 * Cache Eviction", SOSP 2023).
 *
 * <p>New entries wait in a small queue. Those that are used twice before they reach its end move to
 * the main queue; the others go, and a fingerprint of their key is remembered. A key that comes
 * back while it is remembered goes to the main queue at once. At the end of the main queue an entry
 * that was used begins again, with one use less, and one that was not goes. A scan therefore passes
 * through the small queue and leaves the main one alone, and a use costs a reader no more than a
 * byte beside the entry.
 *
 * <p>The small queue has a hundredth of the capacity, not the tenth of the paper: what is asked for
 * again at once is answered from the memory of the service that asks, and every entry that waits
 * here is one less for the popular.
 *
 * <p>Fingerprints are kept in a table where the newer one wins: about as many are remembered as
 * there are entries.
 *
 * <p>Used by the writer alone.
 */
final class EvictionPolicy {

  private static final int LARGEST = 1 << 30;
  private static final int SMALL_SHARE = 100;

  private final SlabArena arena;
  private final long smallTarget;
  private final int[] remembered;
  private final SlotQueue small;
  private final SlotQueue main;

  EvictionPolicy(SlabArena arena, long capacity) {
    this.arena = arena;
    this.smallTarget = Math.max(1, capacity / SMALL_SHARE);
    long wanted = Math.clamp(capacity, 16, LARGEST);
    this.remembered = new int[1 << (Long.SIZE - Long.numberOfLeadingZeros(wanted - 1))];
    this.small = new SlotQueue(arena, false);
    this.main = new SlotQueue(arena, true);
  }

  private int place(long hash) {
    return (int) (hash >>> 32) & (remembered.length - 1);
  }

  /** Never 0, which is no fingerprint. */
  private static int fingerprint(long hash) {
    return (int) (hash ^ (hash >>> 17)) | 1;
  }

  /** A new entry. */
  void admit(int slot, long hash) {
    int place = place(hash);
    if (remembered[place] == fingerprint(hash)) {
      remembered[place] = 0;
      main.add(slot);
    } else {
      small.add(slot);
    }
  }

  /** An entry in the place of another of the same key; its uses are those of the other. */
  void replace(int before, int after) {
    ByteBuffer slab = arena.memory(before);
    int at = SlabArena.offset(before);
    SlotQueue queue = Slot.inMain(slab, at) ? main : small;
    queue.remove(before);
    Slot.uses(arena.memory(after), SlabArena.offset(after), Slot.uses(slab, at));
    queue.add(after);
  }

  /** An entry that ended by itself. */
  void remove(int slot) {
    boolean inMain = Slot.inMain(arena.memory(slot), SlabArena.offset(slot));
    (inMain ? main : small).remove(slot);
  }

  /** Takes the entry that has to go out of its queue. There is at least one. */
  int evict() {
    while (true) {
      boolean fromSmall = small.size() > smallTarget || main.size() == 0;
      SlotQueue queue = fromSmall ? small : main;
      int slot = queue.oldest();
      ByteBuffer slab = arena.memory(slot);
      int at = SlabArena.offset(slot);
      int uses = Slot.uses(slab, at);
      queue.remove(slot);
      if (fromSmall && uses > 1) {
        Slot.uses(slab, at, 0);
        main.add(slot);
      } else if (!fromSmall && uses > 0) {
        Slot.uses(slab, at, uses - 1);
        main.add(slot);
      } else {
        if (fromSmall) {
          remember(Slot.key(slab, at));
        }
        return slot;
      }
    }
  }

  private void remember(CacheKey key) {
    long hash = KeyIndex.hash(key);
    remembered[place(hash)] = fingerprint(hash);
  }
}
