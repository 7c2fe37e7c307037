package io.sutra.cache.shard.store;

import io.sutra.cache.api.CacheKey;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The shard's map.
 *
 * <p>{@link #find}, {@link #peek}, {@link #copy}, {@link #prepare}, {@link #discard}, {@link
 * #forEach} and the numbers may be used by any thread; {@link #publish}, {@link #remove}, {@link
 * #clear} and {@link #sweep} by one thread at a time, each of which has seen what the one before it
 * did. Readers take no lock.
 */
public final class VectorStore {

  private final SlabArena arena = new SlabArena();
  private final long capacity;
  private final LongSupplier clock;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder evictions = new LongAdder();
  private final LongAdder expired = new LongAdder();
  private volatile KeyIndex index;
  private EvictionPolicy policy;
  private volatile long size;
  private int sweptTo;

  /**
   * An empty store.
   *
   * @param capacity most entries
   * @param clock milliseconds since 1970, never going back
   */
  public VectorStore(long capacity, LongSupplier clock) {
    this.capacity = capacity;
    this.clock = clock;
    this.index = new KeyIndex(arena, capacity);
    this.policy = new EvictionPolicy(arena, capacity);
  }

  /** A key and what it had. */
  public record Found(CacheKey key, Entry entry) {}

  /** What is looked at with each entry. */
  @FunctionalInterface
  public interface Visitor<X extends Exception> {
    /** Looks at an entry; its vector can be had with {@link VectorStore#copy}. */
    void visit(CacheKey key, Entry entry) throws X;
  }

  /** The entry of a key that may be served now, or null. Counts a hit or a miss, and a use. */
  public @Nullable Entry find(CacheKey key) {
    Entry entry = peek(key);
    if (entry == null) {
      misses.increment();
      return null;
    }
    hits.increment();
    Slot.use(entry.slab(), SlabArena.offset(entry.slot()));
    return entry;
  }

  /** The entry of a key that may be served now, without counting and without being a use of it. */
  public @Nullable Entry peek(CacheKey key) {
    long hash = KeyIndex.hash(key);
    while (true) {
      KeyIndex current = index;
      Entry entry = current.find(key, hash);
      if (entry != null) {
        return servable(entry) ? entry : null;
      }
      if (current == index) {
        return null;
      }
    }
  }

  private boolean servable(Entry entry) {
    return clock.getAsLong() < entry.expiresAt();
  }

  /**
   * Copies an entry's vector to a place in a buffer.
   *
   * @return false when the entry ended meanwhile: the bytes there are then worthless, and the
   *     caller looks the key up again
   */
  public boolean copy(Entry entry, ByteBuffer target, int index) {
    int at = SlabArena.offset(entry.slot());
    target.put(index, entry.slab(), at + Slot.HEADER_BYTES, entry.length());
    // The bytes were read before the version is: if it is the same, nobody had freed them then.
    VarHandle.acquireFence();
    return Slot.version(entry.slab(), at) == entry.version();
  }

  /**
   * Keeps a vector in memory without showing it to anybody.
   *
   * @param vector what remains in it; not moved
   * @return null when no memory is left
   */
  public @Nullable Entry prepare(CacheKey key, ByteBuffer vector, int checksum, long expiresAt) {
    int length = vector.remaining();
    int slot = arena.allocate(length);
    if (slot == SlabArena.NONE) {
      return null;
    }
    ByteBuffer slab = arena.memory(slot);
    int at = SlabArena.offset(slot);
    Slot.fill(slab, at, key, vector, checksum, expiresAt);
    return new Entry(slab, slot, Slot.version(slab, at) + 1, length, checksum, expiresAt);
  }

  /** Shows a prepared entry to everybody, in place of what its key had. */
  public void publish(CacheKey key, Entry entry) {
    long hash = KeyIndex.hash(key);
    int before = index.slot(key, hash);
    index.replace(hash, before, entry.slot());
    if (before != SlabArena.NONE) {
      policy.replace(before, entry.slot());
      arena.free(before);
      return;
    }
    // The newcomer is not of those that may have to go: else a full store could take none.
    if (size >= capacity) {
      evict();
    } else {
      grow(1);
    }
    policy.admit(entry.slot(), hash);
  }

  /** Ends the entry that the policy names. */
  private void evict() {
    int slot = policy.evict();
    CacheKey key = Slot.key(arena.memory(slot), SlabArena.offset(slot));
    index.replace(KeyIndex.hash(key), slot, SlabArena.NONE);
    arena.free(slot);
    evictions.increment();
  }

  /** Evicts one key, whatever the policy says: for tests of what readers see meanwhile. */
  void evict(CacheKey key) {
    if (remove(key)) {
      evictions.increment();
    }
  }

  /** Gives a prepared entry up that was never published. */
  public void discard(Entry entry) {
    arena.free(entry.slot());
  }

  /** Deletes a key; whether it was there. */
  public boolean remove(CacheKey key) {
    long hash = KeyIndex.hash(key);
    int slot = index.slot(key, hash);
    if (slot == SlabArena.NONE) {
      return false;
    }
    policy.remove(slot);
    index.replace(hash, slot, SlabArena.NONE);
    arena.free(slot);
    grow(-1);
    return true;
  }

  // One thread at a time writes it.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void grow(int by) {
    size += by;
  }

  /** Deletes everything, at once for every reader. */
  public void clear() {
    KeyIndex before = index;
    index = new KeyIndex(arena, capacity);
    policy = new EvictionPolicy(arena, capacity);
    size = 0;
    sweptTo = 0;
    before.clear();
  }

  /** Gives the memory of expired entries back; looks at so many buckets, and goes on next time. */
  public void sweep(int limit) {
    long now = clock.getAsLong();
    KeyIndex current = index;
    for (int i = Math.min(limit, current.buckets()); i > 0; i--) {
      int slot = current.first(sweptTo);
      sweptTo = (sweptTo + 1) & (current.buckets() - 1);
      while (slot != SlabArena.NONE) {
        ByteBuffer slab = arena.memory(slot);
        int at = SlabArena.offset(slot);
        int next = Slot.next(slab, at);
        if (now >= Slot.expiresAt(slab, at) && remove(Slot.key(slab, at))) {
          expired.increment();
        }
        slot = next;
      }
    }
  }

  /**
   * Visits every entry that was there all the time and may be served; others perhaps.
   *
   * @throws X what the visitor throws
   */
  public <X extends Exception> void forEach(Visitor<X> visitor) throws X {
    for (Iterator<Found> at = iterator(); at.hasNext(); ) {
      Found next = at.next();
      if (servable(next.entry())) {
        visitor.visit(next.key(), next.entry());
      }
    }
  }

  /** Walks over the entries, as {@link #forEach} does but whether they may be served or not. */
  public Iterator<Found> iterator() {
    KeyIndex current = index;
    return new Iterator<>() {
      private final List<Found> found = new ArrayList<>();
      private int bucket;
      private int at;

      @Override
      public boolean hasNext() {
        // A store that was cleared has nothing left of what was there all the time.
        while (at == found.size() && bucket < current.buckets() && current == index) {
          found.clear();
          at = 0;
          current.read(bucket++, found);
        }
        return at < found.size();
      }

      @Override
      public Found next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return found.get(at++);
      }
    };
  }

  /** Entries now, those that have expired and were not swept yet included. */
  public long size() {
    return size;
  }

  /** Bytes of memory outside the heap. */
  public long vectorBytes() {
    return arena.bytes();
  }

  /** Look-ups that found a vector. */
  public long hits() {
    return hits.sum();
  }

  /** Look-ups that did not. */
  public long misses() {
    return misses.sum();
  }

  /** Entries that made room for others. */
  public long evictions() {
    return evictions.sum();
  }

  /** Entries that were dropped after their time. */
  public long expired() {
    return expired.sum();
  }
}
