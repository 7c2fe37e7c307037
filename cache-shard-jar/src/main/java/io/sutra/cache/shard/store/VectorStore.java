package io.sutra.cache.shard.store;

import io.sutra.cache.api.CacheKey;
import io.sutra.cache.shard.memory.NativeBlock;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The shard's map from a namespace and a key to a value, in a fixed amount of memory.
 *
 * <h2>Memory</h2>
 *
 * Entries lie one after the other in segments ({@link SegmentArena}), header and value together.
 * Nothing is allocated after the start. An entry is written once and never changed: a put of a key
 * that is there writes another entry. A segment is used again only after the index has stopped
 * leading to any entry in it.
 *
 * <h2>Publication</h2>
 *
 * {@link #find}, {@link #peek}, {@link #copy}, {@link #iterator} and the numbers may be used by any
 * thread and take no lock; everything that changes the store belongs to one thread at a time, each
 * of which has seen what the one before it did. Two checks keep a late reader from a wrong value:
 * the index says that nothing changed in the key's bucket while it was read ({@link KeyIndex}), and
 * after the value was copied the version of its segment must be the one that was seen with the
 * index. A reader may get a value that was replaced or deleted after it was found: the two
 * overlapped.
 *
 * <h2>Eviction</h2>
 *
 * When segments run out, or the number of entries reaches the capacity, entries are evicted by
 * {@link EvictionPolicy}; {@link EntryRing} says in which steps. A put never fails for lack of
 * memory. Invariants: the entries that the index leads to are at most {@code capacity}; {@code
 * size} and {@code liveBytes} count those of them whose namespace was not cleared since.
 */
public final class VectorStore {

  /** Longest value, in bytes. */
  public static final int MAX_VALUE_BYTES = 64 << 10;

  private final SegmentArena arena;
  private final KeyIndex index;
  private final Namespaces namespaces = new Namespaces();
  private final UseCounters uses;
  private final EvictionPolicy policy;
  private final EntryRing ring;
  private final long capacity;
  private final LongSupplier clock;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder evictions = new LongAdder();
  private final LongAdder expired = new LongAdder();
  private volatile long size;
  private volatile long liveBytes;

  /** Entries that the index leads to, those of cleared namespaces included. */
  private long indexed;

  private int sweptTo;

  /**
   * An empty store.
   *
   * @param memory for entries, at least {@link #leastBytes()}
   * @param capacity most entries
   * @param clock milliseconds since 1970, never going back
   */
  public VectorStore(NativeBlock memory, long capacity, LongSupplier clock) {
    this.capacity = capacity;
    this.clock = clock;
    this.arena = new SegmentArena(memory);
    this.index = new KeyIndex(arena, capacity);
    this.uses = new UseCounters(arena);
    this.policy = new EvictionPolicy(capacity);
    this.ring = new EntryRing(arena, index, namespaces, uses, policy, clock, this::ended);
  }

  /** The least memory that a store can work with. */
  public static long leastBytes() {
    return SegmentArena.leastBytes();
  }

  /** A key of a namespace and what it had. */
  public record Found(long namespace, CacheKey key, Entry entry) {}

  /** What is looked at with each entry. */
  @FunctionalInterface
  public interface Visitor<X extends Exception> {
    /** Looks at an entry; its value can be had with {@link VectorStore#copy}. */
    void visit(Found found) throws X;
  }

  /** The entry of a key that may be served now, or null. Counts a hit or a miss, and a use. */
  public @Nullable Entry find(long namespace, CacheKey key) {
    Entry entry = peek(namespace, key);
    if (entry == null) {
      misses.increment();
      return null;
    }
    hits.increment();
    uses.use(entry.location());
    return entry;
  }

  /** The entry of a key that may be served now, without counting and without being a use of it. */
  public @Nullable Entry peek(long namespace, CacheKey key) {
    Namespace space = namespaces.find(namespace);
    if (space == null) {
      return null;
    }
    Entry entry = index.find(space, key, KeyIndex.hash(namespace, key));
    return entry != null && isServable(entry) ? entry : null;
  }

  /** Whether an entry's time is not over. */
  boolean isServable(Entry entry) {
    return clock.getAsLong() < entry.expiresAt();
  }

  /**
   * Copies an entry's value to a place in a buffer.
   *
   * @return false when its memory is used for something else by now: the bytes there are then
   *     worthless, and the caller looks the key up again
   */
  public boolean copy(Entry entry, ByteBuffer target, int index) {
    int at = SegmentArena.offset(entry.location());
    target.put(index, entry.chunk(), at + EntryLayout.HEADER_BYTES, entry.length());
    // The bytes are read before the version is: if it is the same, nobody had freed them then.
    VarHandle.acquireFence();
    return arena.version(arena.segment(entry.location())) == entry.version();
  }

  /**
   * Copies what a key holds now to the beginning of a buffer, without counting it. An entry that
   * was moved while it was copied is looked up again.
   *
   * @param target with room for the longest value; its limit is the value's end afterwards
   * @return the entry that was copied, or null when there is none that may be served
   */
  public @Nullable Entry read(long namespace, CacheKey key, ByteBuffer target) {
    for (Entry entry = peek(namespace, key); entry != null; entry = peek(namespace, key)) {
      target.clear().limit(entry.length());
      if (copy(entry, target, 0)) {
        return entry;
      }
    }
    return null;
  }

  /** Whether a namespace has entries, or can have some. */
  public boolean admits(long namespace) {
    return namespaces.admits(namespace);
  }

  /**
   * Puts a value, in place of what its key had. In a namespace that is not {@linkplain #admits
   * admitted} it is evicted at once.
   */
  public void put(long namespace, CacheKey key, NewValue value) {
    int footprint = EntryLayout.footprint(value.bytes().remaining());
    ring.makeRoom(footprint, liveBytes);
    Namespace space = namespaces.open(namespace);
    if (space == null) {
      evictions.increment();
      return;
    }
    long hash = KeyIndex.hash(namespace, key);
    int before = index.location(space, key, hash);
    if (before == SegmentArena.NONE) {
      ring.evictWhile(this::isFull, sweptTo);
    }
    byte queue =
        before == SegmentArena.NONE ? policy.admit(hash) : arena.queue(arena.segment(before));
    int after = ring.append(queue, footprint);
    EntryLayout.write(arena.chunk(after), SegmentArena.offset(after), space, key, hash, value);
    uses.set(after, before == SegmentArena.NONE ? 0 : uses.get(before));
    index.replace((int) hash, before, after);
    count(space, 1, footprint);
    if (before != SegmentArena.NONE) {
      forget(space, before);
    }
  }

  private boolean isFull() {
    return indexed >= capacity;
  }

  /** Deletes a key; whether it was there. */
  public boolean remove(long namespace, CacheKey key) {
    Namespace space = namespaces.find(namespace);
    if (space == null) {
      return false;
    }
    long hash = KeyIndex.hash(namespace, key);
    int location = index.location(space, key, hash);
    if (location == SegmentArena.NONE) {
      return false;
    }
    index.replace((int) hash, location, SegmentArena.NONE);
    forget(space, location);
    return true;
  }

  /** Evicts one key, whatever the policy says: for tests of what readers see meanwhile. */
  void evict(CacheKey key) {
    if (remove(0, key)) {
      evictions.increment();
    }
  }

  /** Counts an entry out that the index does not lead to any more. */
  private void forget(Namespace space, int location) {
    int footprint =
        EntryLayout.footprint(
            EntryLayout.length(arena.chunk(location), SegmentArena.offset(location)));
    arena.ended(location, footprint);
    count(space, -1, -footprint);
  }

  private void ended(@Nullable Namespace space, int footprint, EntryRing.Ending ending) {
    if (space == null) {
      indexed--;
    } else {
      count(space, -1, -footprint);
    }
    switch (ending) {
      case EVICTED -> evictions.increment();
      case EXPIRED -> expired.increment();
      case CLEARED -> {}
    }
  }

  // One thread at a time writes them.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void count(Namespace space, int entries, int bytes) {
    space.count(entries, bytes);
    indexed += entries;
    size += entries;
    liveBytes += bytes;
  }

  /** Deletes everything, and frees its memory. */
  public void clear() {
    index.clear();
    namespaces.clear();
    ring.reset();
    indexed = 0;
    size = 0;
    liveBytes = 0;
    sweptTo = 0;
  }

  /** Deletes a namespace, at once for every reader; its memory is used again as it is needed. */
  // One thread at a time writes the numbers.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  public void clear(long namespace) {
    Namespace space = namespaces.find(namespace);
    if (space != null) {
      size -= space.entries();
      liveBytes -= space.bytes();
      space.clear();
    }
  }

  /** Ends expired and cleared entries of so many buckets, and goes on from there next time. */
  public void sweep(int limit) {
    for (int i = Math.min(limit, index.buckets()); i > 0; i--) {
      int location = index.first(sweptTo);
      sweptTo = (sweptTo + 1) & (index.buckets() - 1);
      while (location != SegmentArena.NONE) {
        int next = EntryLayout.next(arena.chunk(location), SegmentArena.offset(location));
        ring.endIfOver(location);
        location = next;
      }
    }
  }

  /**
   * Visits every entry that was there all the time and may be served; others perhaps. An entry that
   * is put again or moved meanwhile may be visited with its old value, never twice.
   *
   * @throws X what the visitor throws
   */
  public <X extends Exception> void forEach(Visitor<X> visitor) throws X {
    for (Iterator<Found> at = iterator(); at.hasNext(); ) {
      Found next = at.next();
      if (isServable(next.entry())) {
        visitor.visit(next);
      }
    }
  }

  /** Walks over the entries, as {@link #forEach} does but whether they may be served or not. */
  public Iterator<Found> iterator() {
    return new BucketWalk(index, namespaces);
  }

  /** Entries now, those that have expired and were not swept yet included. */
  public long size() {
    return size;
  }

  /** Entries of one namespace now. */
  public long size(long namespace) {
    Namespace space = namespaces.find(namespace);
    return space == null ? 0 : space.entries();
  }

  /** Bytes of memory that the entries of one namespace take. */
  public long bytes(long namespace) {
    Namespace space = namespaces.find(namespace);
    return space == null ? 0 : space.bytes();
  }

  /** Namespaces that hold entries. */
  public long namespaces() {
    return namespaces.size();
  }

  /** Bytes of segments in use: those of entries, of entries that have ended, and not yet filled. */
  public long vectorBytes() {
    return arena.usedBytes();
  }

  /** Bytes that entries take with their headers. */
  public long liveBytes() {
    return liveBytes;
  }

  /** Bytes for entries at most. */
  public long capacityBytes() {
    return arena.capacityBytes();
  }

  /** Look-ups that found a value. */
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
