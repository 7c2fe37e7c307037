package io.sutra.cache.shard.store;

import io.sutra.cache.api.CacheKey;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * From keys to locations: a hash table with chains, four bytes a bucket, of a size that is given
 * once. It leads to no segment that is free.
 *
 * <p>One thread changes it, any thread reads without a lock. Buckets share some hundreds of
 * counters, each of which grows by one before and after every change of one of its buckets (a
 * sequence lock; Boehm, "Can Seqlocks Get Along With Programming Language Memory Models?", 2012). A
 * reader may be late and follow a location into memory that holds something else by now, even bytes
 * that look like an entry of its key; it believes what it found, a miss included, only if the
 * counter is even and still the same.
 */
final class KeyIndex {

  private static final int SMALLEST = 16;
  private static final int LARGEST = 1 << 30;
  private static final int STRIPES = 256;

  /** Eight counters in a cache line would slow each other's readers down. */
  private static final int STRIPE_STEP = 8;

  /** A longer chain may be a circle that was read while it changed. */
  private static final int LONG_CHAIN = 64;

  private static final VarHandle BUCKET = MethodHandles.arrayElementVarHandle(int[].class);
  private static final VarHandle CHANGES = MethodHandles.arrayElementVarHandle(long[].class);

  /** So that nobody can choose keys that collide. */
  private static final long SEED = new SplittableRandom().nextLong() | 1;

  private final SegmentArena arena;
  private final int[] buckets;
  private final long[] changes = new long[STRIPES * STRIPE_STEP];

  KeyIndex(SegmentArena arena, long capacity) {
    this.arena = arena;
    long wanted = Math.clamp(capacity, SMALLEST, LARGEST);
    this.buckets = new int[1 << (Long.SIZE - Long.numberOfLeadingZeros(wanted - 1))];
  }

  /** A hash of a key in a namespace, in all bits. */
  static long hash(long namespace, CacheKey key) {
    long mixed =
        (key.a() ^ SEED) * 0x9E3779B97F4A7C15L
            + Long.rotateLeft((key.b() ^ namespace) * SEED, 17)
            + Long.rotateLeft(key.c() + SEED, 31) * 0xBF58476D1CE4E5B9L
            + Long.rotateLeft(key.d() ^ SEED, 47) * 0x94D049BB133111EBL;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  int buckets() {
    return buckets.length;
  }

  /** The bucket of the low half of a hash. */
  private int bucket(int hash) {
    return hash & (buckets.length - 1);
  }

  private static int stripe(int bucket) {
    return (bucket & (STRIPES - 1)) * STRIPE_STEP;
  }

  /** The entry of a key, or null. Any thread. */
  @Nullable Entry find(Namespace space, CacheKey key, long hash) {
    int bucket = bucket((int) hash);
    int stripe = stripe(bucket);
    while (true) {
      long before = (long) CHANGES.getAcquire(changes, stripe);
      int location = (int) BUCKET.getAcquire(buckets, bucket);
      Entry found = null;
      int steps = 0;
      while (arena.contains(location) && steps++ < LONG_CHAIN * LONG_CHAIN) {
        ByteBuffer chunk = arena.chunk(location);
        int at = SegmentArena.offset(location);
        if (EntryLayout.hasKey(chunk, at, key)
            && EntryLayout.space(chunk, at) == space.slot()
            && EntryLayout.epoch(chunk, at) == space.epoch()) {
          found = entry(chunk, location, at);
          break;
        }
        location = EntryLayout.next(chunk, at);
        if (steps % LONG_CHAIN == 0 && !unchangedSince(stripe, before)) {
          break;
        }
      }
      if (unchangedSince(stripe, before)) {
        return found;
      }
      Thread.onSpinWait();
    }
  }

  private boolean unchangedSince(int stripe, long before) {
    VarHandle.acquireFence();
    return (before & 1) == 0 && (long) CHANGES.getAcquire(changes, stripe) == before;
  }

  private Entry entry(ByteBuffer chunk, int location, int at) {
    return new Entry(
        chunk,
        location,
        arena.version(arena.segment(location)),
        EntryLayout.length(chunk, at),
        EntryLayout.checksum(chunk, at),
        EntryLayout.expiresAt(chunk, at));
  }

  /** Adds what a bucket holds at one moment. Any thread. */
  void read(int bucket, Namespaces namespaces, List<VectorStore.Found> into) {
    int stripe = stripe(bucket);
    while (true) {
      long before = (long) CHANGES.getAcquire(changes, stripe);
      int location = (int) BUCKET.getAcquire(buckets, bucket);
      into.clear();
      int steps = 0;
      while (arena.contains(location)) {
        ByteBuffer chunk = arena.chunk(location);
        int at = SegmentArena.offset(location);
        Namespace space = namespaces.at(EntryLayout.space(chunk, at));
        if (space != null && EntryLayout.epoch(chunk, at) == space.epoch()) {
          into.add(
              new VectorStore.Found(
                  space.id(), EntryLayout.key(chunk, at), entry(chunk, location, at)));
        }
        location = EntryLayout.next(chunk, at);
        if (++steps % LONG_CHAIN == 0 && !unchangedSince(stripe, before)) {
          break;
        }
      }
      if (unchangedSince(stripe, before)) {
        return;
      }
      Thread.onSpinWait();
    }
  }

  /** Empties the index. The writer. */
  void clear() {
    for (int stripe = 0; stripe < changes.length; stripe += STRIPE_STEP) {
      beginChange(stripe);
    }
    Arrays.fill(buckets, SegmentArena.NONE);
    for (int stripe = 0; stripe < changes.length; stripe += STRIPE_STEP) {
      endChange(stripe);
    }
  }

  private void beginChange(int stripe) {
    CHANGES.setOpaque(changes, stripe, changes[stripe] + 1);
    VarHandle.storeStoreFence();
  }

  private void endChange(int stripe) {
    CHANGES.setRelease(changes, stripe, changes[stripe] + 1);
  }

  /** The first location of a bucket, or none. The writer. */
  int first(int bucket) {
    return buckets[bucket];
  }

  /** The location of a key, or none. The writer. */
  int location(Namespace space, CacheKey key, long hash) {
    int location = buckets[bucket((int) hash)];
    while (location != SegmentArena.NONE) {
      ByteBuffer chunk = arena.chunk(location);
      int at = SegmentArena.offset(location);
      if (EntryLayout.hasKey(chunk, at, key)
          && EntryLayout.space(chunk, at) == space.slot()
          && EntryLayout.epoch(chunk, at) == space.epoch()) {
        return location;
      }
      location = EntryLayout.next(chunk, at);
    }
    return SegmentArena.NONE;
  }

  /** Whether the index leads to a location, whose entry has that low half of a hash. The writer. */
  boolean leadsTo(int location, int hash) {
    int at = buckets[bucket(hash)];
    while (at != SegmentArena.NONE && at != location) {
      at = EntryLayout.next(arena.chunk(at), SegmentArena.offset(at));
    }
    return at == location;
  }

  /**
   * Puts an entry in the place of another with the same key, or of none; takes one away when there
   * is nothing to put. No reader sees a moment in between. The writer.
   */
  void replace(int hash, int before, int after) {
    int bucket = bucket(hash);
    int stripe = stripe(bucket);
    beginChange(stripe);
    if (before != SegmentArena.NONE) {
      unlink(bucket, before);
    }
    if (after != SegmentArena.NONE) {
      EntryLayout.next(arena.chunk(after), SegmentArena.offset(after), buckets[bucket]);
      BUCKET.setRelease(buckets, bucket, after);
    }
    endChange(stripe);
  }

  private void unlink(int bucket, int location) {
    int next = EntryLayout.next(arena.chunk(location), SegmentArena.offset(location));
    int at = buckets[bucket];
    if (at == location) {
      BUCKET.setRelease(buckets, bucket, next);
      return;
    }
    while (true) {
      ByteBuffer chunk = arena.chunk(at);
      int offset = SegmentArena.offset(at);
      int following = EntryLayout.next(chunk, offset);
      if (following == location) {
        EntryLayout.next(chunk, offset, next);
        return;
      }
      at = following;
    }
  }
}
