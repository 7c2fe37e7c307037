package io.sutra.cache.shard.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sutra.cache.api.CacheKey;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The shard's map.
 *
 * <p>{@link #find}, {@link #copy} and {@link #forEach} may be called by any thread; {@link
 * #publish}, {@link #remove}, {@link #clear} and {@link #sweep} by the one thread that writes.
 */
public final class VectorStore {

  private final Cache<CacheKey, Entry> entries;
  private final SlabArena arena = new SlabArena();
  private final LongSupplier clock;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder evictions = new LongAdder();
  private final LongAdder expired = new LongAdder();
  private volatile int generation;
  private @Nullable Iterator<Map.Entry<CacheKey, Entry>> sweeping;

  /**
   * An empty store.
   *
   * @param capacity most entries
   * @param clock milliseconds since 1970, never going back
   */
  public VectorStore(long capacity, LongSupplier clock) {
    this.clock = clock;
    this.entries =
        Caffeine.newBuilder()
            .maximumSize(capacity)
            .executor(Runnable::run)
            .<CacheKey, Entry>evictionListener(
                (key, entry, cause) -> {
                  if (entry != null) {
                    evictions.increment();
                    bury(entry);
                  }
                })
            .build();
  }

  /** What is looked at with each entry. */
  @FunctionalInterface
  public interface Visitor<X extends Exception> {
    /** Looks at an entry; its vector can be had with {@link VectorStore#copy}. */
    void visit(CacheKey key, Entry entry) throws X;
  }

  /** The entry of a key that may be served now, or null. Counts a hit or a miss. */
  public @Nullable Entry find(CacheKey key) {
    Entry entry = entries.getIfPresent(key);
    if (entry == null || !servable(entry)) {
      misses.increment();
      return null;
    }
    hits.increment();
    return entry;
  }

  /** The entry of a key that may be served now, without counting and without being a use of it. */
  public @Nullable Entry peek(CacheKey key) {
    Entry entry = entries.policy().getIfPresentQuietly(key);
    return entry != null && servable(entry) ? entry : null;
  }

  private boolean servable(Entry entry) {
    return entry.isOf(generation) && clock.getAsLong() < entry.expiresAt();
  }

  /**
   * Copies an entry's vector to a place in a buffer.
   *
   * @return false when the entry ended meanwhile: the bytes there are then worthless, and the
   *     caller looks the key up again
   */
  public boolean copy(Entry entry, ByteBuffer target, int index) {
    ByteBuffer slab = arena.slab(entry.address());
    if (slab == null) {
      return false;
    }
    target.put(index, slab, SlabArena.offset(entry.address()), entry.length());
    // The bytes were read before the state is: if it is still alive now, nobody had freed them
    // then.
    VarHandle.acquireFence();
    return entry.isOf(generation);
  }

  /**
   * Keeps a vector in memory without showing it to anybody.
   *
   * @param vector what remains in it; not moved
   * @return null when no memory is left
   */
  public @Nullable Entry prepare(ByteBuffer vector, int checksum, long expiresAt) {
    long address = arena.allocate(vector.remaining());
    if (address == SlabArena.NONE) {
      return null;
    }
    arena.write(address, vector);
    return new Entry(address, vector.remaining(), checksum, expiresAt);
  }

  /** Shows a prepared entry to everybody, in place of what the key had. */
  public void publish(CacheKey key, Entry entry) {
    entry.reveal(generation);
    Entry before = entries.asMap().put(key, entry);
    if (before != null) {
      bury(before);
    }
  }

  /** Gives a prepared entry up that was never published. */
  public void discard(Entry entry) {
    bury(entry);
  }

  /** Deletes a key. */
  public void remove(CacheKey key) {
    Entry before = entries.asMap().remove(key);
    if (before != null) {
      bury(before);
    }
  }

  /** Deletes everything, at once for every reader. */
  public void clear() {
    int next = generation + 1;
    generation = next;
    for (CacheKey key : entries.asMap().keySet()) {
      remove(key);
    }
    sweeping = null;
  }

  /** Gives the memory of some expired entries back; looks at that many, and goes on next time. */
  public void sweep(int limit) {
    Iterator<Map.Entry<CacheKey, Entry>> at = sweeping;
    if (at == null) {
      at = entries.asMap().entrySet().iterator();
    }
    long now = clock.getAsLong();
    for (int i = 0; i < limit && at.hasNext(); i++) {
      Map.Entry<CacheKey, Entry> candidate = at.next();
      Entry entry = candidate.getValue();
      if (now >= entry.expiresAt() && entries.asMap().remove(candidate.getKey(), entry)) {
        expired.increment();
        bury(entry);
      }
    }
    sweeping = at.hasNext() ? at : null;
  }

  private void bury(Entry entry) {
    if (entry.die()) {
      arena.free(entry.address());
    }
  }

  /**
   * Visits every entry that was there all the time and may be served; others perhaps.
   *
   * @throws X what the visitor throws
   */
  public <X extends Exception> void forEach(Visitor<X> visitor) throws X {
    for (Iterator<Map.Entry<CacheKey, Entry>> at = iterator(); at.hasNext(); ) {
      Map.Entry<CacheKey, Entry> next = at.next();
      if (servable(next.getValue())) {
        visitor.visit(next.getKey(), next.getValue());
      }
    }
  }

  /** Walks over the entries, as {@link #forEach} does but whether they may be served or not. */
  public Iterator<Map.Entry<CacheKey, Entry>> iterator() {
    return entries.asMap().entrySet().iterator();
  }

  /** Entries now, those that have expired and were not swept yet included. */
  public long size() {
    return entries.estimatedSize();
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
