package io.sutra.cache.shard.store;

import io.sutra.cache.api.CacheKey;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * From keys to slots: a hash table with chains, four bytes a bucket, of a size that is given once.
 *
 * <p>One thread changes it, any thread reads without a lock. A reader that finds its key alive
 * needs no more than the slot's version. A reader that finds nothing may have looked while a chain
 * was changed, or followed a slot that has moved to another chain; it believes the miss only if the
 * count of changes is even and still the same, as with a slot's version.
 */
final class KeyIndex {

  private static final int SMALLEST = 16;
  private static final int LARGEST = 1 << 30;
  private static final VarHandle BUCKET = MethodHandles.arrayElementVarHandle(int[].class);
  private static final VarHandle CHANGES;

  static {
    try {
      CHANGES = MethodHandles.lookup().findVarHandle(KeyIndex.class, "changes", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** So that nobody can choose keys that collide. */
  private static final long SEED = new SplittableRandom().nextLong() | 1;

  private final SlabArena arena;
  private final int[] buckets;

  /** Grows by two with every change, and is odd while one is made. */
  @SuppressWarnings("unused") // by its VarHandle
  private long changes;

  KeyIndex(SlabArena arena, long capacity) {
    this.arena = arena;
    long wanted = Math.clamp(capacity, SMALLEST, LARGEST);
    this.buckets = new int[1 << (Long.SIZE - Long.numberOfLeadingZeros(wanted - 1))];
  }

  /** A hash of a key, in all bits. */
  static long hash(CacheKey key) {
    long mixed =
        (key.a() ^ SEED) * 0x9E3779B97F4A7C15L
            + Long.rotateLeft(key.b() * SEED, 17)
            + Long.rotateLeft(key.c() + SEED, 31) * 0xBF58476D1CE4E5B9L
            + Long.rotateLeft(key.d() ^ SEED, 47) * 0x94D049BB133111EBL;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  int buckets() {
    return buckets.length;
  }

  private int bucket(long hash) {
    return (int) hash & (buckets.length - 1);
  }

  /** The entry of a key, or null. Any thread. */
  @Nullable Entry find(CacheKey key, long hash) {
    int bucket = bucket(hash);
    while (true) {
      long before = (long) CHANGES.getAcquire(this);
      int slot = (int) BUCKET.getAcquire(buckets, bucket);
      while (slot != SlabArena.NONE) {
        ByteBuffer slab = arena.slab(slot);
        if (slab == null) {
          break;
        }
        int at = SlabArena.offset(slot);
        int version = Slot.version(slab, at);
        if (Slot.alive(version) && Slot.hasKey(slab, at, key)) {
          Entry entry = entry(slab, slot, at, version);
          if (entry != null) {
            return entry;
          }
          break;
        }
        slot = Slot.next(slab, at);
      }
      if (slot == SlabArena.NONE && unchangedSince(before)) {
        return null;
      }
      Thread.onSpinWait();
    }
  }

  private boolean unchangedSince(long before) {
    VarHandle.acquireFence();
    return (before & 1) == 0 && (long) CHANGES.getAcquire(this) == before;
  }

  /** What a slot holds, or null when that ended meanwhile. */
  private static @Nullable Entry entry(ByteBuffer slab, int slot, int at, int version) {
    Entry entry =
        new Entry(
            slab,
            slot,
            version,
            Slot.length(slab, at),
            Slot.checksum(slab, at),
            Slot.expiresAt(slab, at));
    VarHandle.acquireFence();
    return Slot.version(slab, at) == version ? entry : null;
  }

  /** Adds what a bucket holds at one moment. Any thread. */
  void read(int bucket, List<VectorStore.Found> into) {
    int size = into.size();
    while (true) {
      long before = (long) CHANGES.getAcquire(this);
      int slot = (int) BUCKET.getAcquire(buckets, bucket);
      while (slot != SlabArena.NONE) {
        ByteBuffer slab = arena.slab(slot);
        // A chain that changes meanwhile may lead in a circle.
        if (slab == null || (into.size() - size > 64 && !unchangedSince(before))) {
          break;
        }
        int at = SlabArena.offset(slot);
        CacheKey key = Slot.key(slab, at);
        Entry entry = entry(slab, slot, at, Slot.version(slab, at));
        if (entry == null || !Slot.alive(entry.version())) {
          break;
        }
        into.add(new VectorStore.Found(key, entry));
        slot = Slot.next(slab, at);
      }
      if (slot == SlabArena.NONE && unchangedSince(before)) {
        return;
      }
      into.subList(size, into.size()).clear();
      Thread.onSpinWait();
    }
  }

  /** Kills and gives back everything, bucket by bucket. The writer, when nobody begins to read. */
  void clear() {
    for (int bucket = 0; bucket < buckets.length; bucket++) {
      int slot = buckets[bucket];
      if (slot == SlabArena.NONE) {
        continue;
      }
      long count = beginChange();
      BUCKET.setRelease(buckets, bucket, SlabArena.NONE);
      while (slot != SlabArena.NONE) {
        ByteBuffer slab = arena.memory(slot);
        int at = SlabArena.offset(slot);
        int next = Slot.next(slab, at);
        Slot.kill(slab, at);
        arena.free(slot);
        slot = next;
      }
      endChange(count);
    }
  }

  private long beginChange() {
    long count = (long) CHANGES.getOpaque(this);
    CHANGES.setOpaque(this, count + 1);
    VarHandle.storeStoreFence();
    return count;
  }

  private void endChange(long count) {
    CHANGES.setRelease(this, count + 2);
  }

  /** The first slot of a bucket, or none. The writer. */
  int first(int bucket) {
    return buckets[bucket];
  }

  /** The slot of a key, or none. The writer. */
  int slot(CacheKey key, long hash) {
    int slot = buckets[bucket(hash)];
    while (slot != SlabArena.NONE) {
      ByteBuffer slab = arena.memory(slot);
      int at = SlabArena.offset(slot);
      if (Slot.hasKey(slab, at, key)) {
        return slot;
      }
      slot = Slot.next(slab, at);
    }
    return SlabArena.NONE;
  }

  /**
   * Puts a prepared slot in the place of another with the same key, or of none; takes one away when
   * there is nothing to put. No reader sees a moment in between. The writer.
   */
  void replace(long hash, int before, int after) {
    long count = beginChange();
    int bucket = bucket(hash);
    if (before != SlabArena.NONE) {
      Slot.kill(arena.memory(before), SlabArena.offset(before));
      unlink(bucket, before);
    }
    if (after != SlabArena.NONE) {
      ByteBuffer slab = arena.memory(after);
      int at = SlabArena.offset(after);
      Slot.next(slab, at, buckets[bucket]);
      BUCKET.setRelease(buckets, bucket, after);
      Slot.reveal(slab, at);
    }
    endChange(count);
  }

  private void unlink(int bucket, int slot) {
    int next = Slot.next(arena.memory(slot), SlabArena.offset(slot));
    int at = buckets[bucket];
    if (at == slot) {
      BUCKET.setRelease(buckets, bucket, next);
      return;
    }
    while (true) {
      ByteBuffer slab = arena.memory(at);
      int offset = SlabArena.offset(at);
      int following = Slot.next(slab, offset);
      if (following == slot) {
        Slot.next(slab, offset, next);
        return;
      }
      at = following;
    }
  }
}
