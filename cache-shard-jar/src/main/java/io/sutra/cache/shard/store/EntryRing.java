package io.sutra.cache.shard.store;

import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The entries in memory, and what leaves it: two queues of segments ({@link EvictionPolicy}), at
 * whose ends entries are appended and from whose beginnings they are evicted. An entry that stays
 * is appended again, and its old segment is freed as a whole: memory does not fragment, and entries
 * of any mix of lengths use the same segments.
 *
 * <p>A few segments are kept free. A put that finds fewer goes past a bounded number of entries, so
 * that no put waits for long; one that finds none evicts without regard to uses until it has one,
 * which takes at most the entries of a few segments.
 *
 * <p>Entries that ended by themselves (deleted, replaced, expired, of a cleared namespace) leave
 * dead bytes in their segments. When these are an eighth of the memory, the segment with the most
 * is emptied first, and what is alive in it is kept.
 *
 * <p>Belongs to the thread with the commit lock; the numbers may be read by any.
 */
final class EntryRing {

  /** Segments that are kept free where possible. */
  private static final int RESERVE = 4;

  /** Entries that a put goes past, unless it is so long itself that it has to go past more. */
  private static final int STEPS = 32;

  /** Steps after which an eviction by number takes any entry. */
  private static final int MOST_STEPS = 1024;

  private static final int DEAD_SHARE = 8;
  private static final int NONE = -1;

  /** Why an entry ended. */
  enum Ending {
    /** It made room. */
    EVICTED,
    /** Its time was over. */
    EXPIRED,
    /** Its namespace was cleared before, which was counted then. */
    CLEARED
  }

  /** Is told of each entry that ends here. */
  interface Endings {
    /** An entry of a namespace has ended; none is given for one that was cleared. */
    void ended(@Nullable Namespace space, int footprint, Ending ending);
  }

  /** What a step did. */
  private enum Step {
    /** It went past an entry that had ended, or kept one. */
    PASSED,
    /** It evicted an entry. */
    EVICTED,
    /** It found no entry. */
    NOTHING
  }

  private final SegmentArena arena;
  private final KeyIndex index;
  private final Namespaces namespaces;
  private final UseCounters uses;
  private final EvictionPolicy policy;
  private final LongSupplier clock;
  private final Endings endings;
  private final SegmentQueue[] queues;

  /** The segment that is being emptied of dead bytes, its version, and how far that is. */
  private int cleaned = NONE;

  private int cleanedVersion;
  private int cleanedTo;

  /** Where the search for a segment to clean goes on when none has many dead bytes. */
  private int searchedTo;

  EntryRing(
      SegmentArena arena,
      KeyIndex index,
      Namespaces namespaces,
      UseCounters uses,
      EvictionPolicy policy,
      LongSupplier clock,
      Endings endings) {
    this.arena = arena;
    this.index = index;
    this.namespaces = namespaces;
    this.uses = uses;
    this.policy = policy;
    this.clock = clock;
    this.endings = endings;
    int[] newer = new int[arena.segments()];
    int[] older = new int[arena.segments()];
    this.queues =
        new SegmentQueue[] {
          new SegmentQueue(arena, EvictionPolicy.SMALL, newer, older),
          new SegmentQueue(arena, EvictionPolicy.MAIN, newer, older)
        };
  }

  /** Takes room for a new entry; {@link #makeRoom} was called before. */
  int append(byte queue, int footprint) {
    return queues[queue].append(footprint);
  }

  /**
   * Frees memory until an entry of so many bytes can be appended to either queue.
   *
   * @param liveBytes bytes of entries that have not ended
   */
  void makeRoom(int footprint, long liveBytes) {
    int steps = Math.max(STEPS, 2 * (footprint >>> EntryLayout.UNIT_BITS));
    while (arena.freeSegments() < RESERVE && steps-- > 0) {
      if (step(liveBytes) == Step.NOTHING) {
        break;
      }
    }
    while (arena.freeSegments() == 0) {
      evictStep(false);
    }
  }

  /**
   * Evicts until the index leads to fewer entries, for a store that is bounded by their number. An
   * entry that has expired or was cleared makes room as well.
   *
   * @param full whether there are too many entries still
   * @param anyBucket from where an entry is taken when the policy has named none after many steps
   */
  void evictWhile(BooleanSupplier full, int anyBucket) {
    for (int i = 0; i < MOST_STEPS && full.getAsBoolean(); i++) {
      evictStep(i < STEPS);
    }
    int bucket = anyBucket;
    while (full.getAsBoolean()) {
      int first = index.first(bucket);
      if (first != SegmentArena.NONE && !endIfOver(first)) {
        end(first, Ending.EVICTED);
      }
      bucket = (bucket + 1) & (index.buckets() - 1);
    }
  }

  private Step step(long liveBytes) {
    if (cleaned != NONE) {
      return cleanStep();
    }
    long dead =
        queues[EvictionPolicy.SMALL].bytes() + queues[EvictionPolicy.MAIN].bytes() - liveBytes;
    if (dead * DEAD_SHARE >= arena.capacityBytes()) {
      cleaned = worthCleaning();
      if (cleaned != NONE) {
        cleanedVersion = arena.version(cleaned);
        cleanedTo = SegmentArena.firstOffset(cleaned);
        return cleanStep();
      }
    }
    return evictStep(true);
  }

  /** The segment with the most dead bytes, else the next one in turn; or none. */
  private int worthCleaning() {
    int best = NONE;
    int next = NONE;
    int least = arena.segmentBytes() / 2;
    for (int i = 1; i <= arena.segments(); i++) {
      int segment = (searchedTo + i) % arena.segments();
      if (isInside(segment)) {
        next = next == NONE ? segment : next;
        if (arena.live(segment) < least) {
          best = segment;
          least = arena.live(segment);
        }
      }
    }
    if (best == NONE && next != NONE) {
      searchedTo = next;
      return next;
    }
    return best;
  }

  private boolean isInside(int segment) {
    return queues[EvictionPolicy.SMALL].inside(segment)
        || queues[EvictionPolicy.MAIN].inside(segment);
  }

  private Step cleanStep() {
    if (!isInside(cleaned) || arena.version(cleaned) != cleanedVersion) {
      // Eviction has reached the segment, and goes on with it.
      cleaned = NONE;
      return Step.PASSED;
    }
    SegmentQueue queue = queues[arena.queue(cleaned)];
    if (cleanedTo >= arena.filled(cleaned)) {
      queue.remove(cleaned);
      cleaned = NONE;
      return Step.PASSED;
    }
    int location = arena.location(cleaned, cleanedTo);
    cleanedTo += footprint(location);
    if (!isAlive(location)) {
      return Step.PASSED;
    }
    if (keep(location, queue, uses.get(location))) {
      return Step.PASSED;
    }
    end(location, Ending.EVICTED);
    return Step.EVICTED;
  }

  private Step evictStep(boolean secondChance) {
    byte number =
        EvictionPolicy.evictFrom(
            queues[EvictionPolicy.SMALL].bytes(), queues[EvictionPolicy.MAIN].bytes());
    int location = queues[number].oldestEntry();
    if (location == SegmentArena.NONE) {
      number = number == EvictionPolicy.SMALL ? EvictionPolicy.MAIN : EvictionPolicy.SMALL;
      location = queues[number].oldestEntry();
    }
    if (location == SegmentArena.NONE) {
      return Step.NOTHING;
    }
    int footprint = footprint(location);
    Step step = Step.PASSED;
    if (isAlive(location)) {
      int usesAfter = EvictionPolicy.usesAfter(number, uses.get(location));
      if (!secondChance
          || usesAfter == EvictionPolicy.EVICTED
          || !keep(location, queues[EvictionPolicy.MAIN], usesAfter)) {
        if (number == EvictionPolicy.SMALL) {
          remember(location);
        }
        end(location, Ending.EVICTED);
        step = Step.EVICTED;
      }
    }
    queues[number].pass(footprint);
    return step;
  }

  /** Whether the index leads to an entry that may be served; one that may not is ended. */
  private boolean isAlive(int location) {
    ByteBuffer chunk = arena.chunk(location);
    int at = SegmentArena.offset(location);
    if (!index.leadsTo(location, EntryLayout.hash(chunk, at))) {
      return false;
    }
    return !endIfOver(location);
  }

  /** Ends an entry that the index leads to if it has expired or was cleared; whether it was. */
  boolean endIfOver(int location) {
    ByteBuffer chunk = arena.chunk(location);
    int at = SegmentArena.offset(location);
    if (space(chunk, at) == null) {
      end(location, Ending.CLEARED);
      return true;
    }
    if (clock.getAsLong() >= EntryLayout.expiresAt(chunk, at)) {
      end(location, Ending.EXPIRED);
      return true;
    }
    return false;
  }

  /** The namespace of an entry, or null when the entry is from before a clear of it. */
  private @Nullable Namespace space(ByteBuffer chunk, int at) {
    Namespace space = namespaces.at(EntryLayout.space(chunk, at));
    return space != null && space.epoch() == EntryLayout.epoch(chunk, at) ? space : null;
  }

  private int footprint(int location) {
    return EntryLayout.footprint(
        EntryLayout.length(arena.chunk(location), SegmentArena.offset(location)));
  }

  private void remember(int location) {
    ByteBuffer chunk = arena.chunk(location);
    int at = SegmentArena.offset(location);
    Namespace space = space(chunk, at);
    if (space != null) {
      policy.remember(KeyIndex.hash(space.id(), EntryLayout.key(chunk, at)));
    }
  }

  /** Appends an entry again, if there is room for it beside the room for the next put. */
  private boolean keep(int location, SegmentQueue queue, int usesAfter) {
    int footprint = footprint(location);
    if (!queue.fits(footprint) && arena.freeSegments() < 2) {
      return false;
    }
    ByteBuffer chunk = arena.chunk(location);
    int at = SegmentArena.offset(location);
    int to = queue.append(footprint);
    arena.chunk(to).put(SegmentArena.offset(to), chunk, at, footprint);
    index.replace(EntryLayout.hash(chunk, at), location, to);
    uses.set(to, usesAfter);
    arena.ended(location, footprint);
    return true;
  }

  private void end(int location, Ending ending) {
    ByteBuffer chunk = arena.chunk(location);
    int at = SegmentArena.offset(location);
    int footprint = footprint(location);
    Namespace space = space(chunk, at);
    index.replace(EntryLayout.hash(chunk, at), location, SegmentArena.NONE);
    arena.ended(location, footprint);
    endings.ended(space, footprint, ending);
  }

  /** Forgets all entries. */
  void reset() {
    cleaned = NONE;
    arena.reset();
    for (SegmentQueue queue : queues) {
      queue.reset();
    }
  }
}
