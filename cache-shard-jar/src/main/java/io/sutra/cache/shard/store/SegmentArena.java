package io.sutra.cache.shard.store;

import io.sutra.cache.shard.memory.NativeBlock;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The memory for entries, in segments of one size: a segment is filled from its beginning and freed
 * as a whole.
 *
 * <p>A location is a number of units of 64 bytes from the beginning of the memory; 0 is none. Each
 * segment has a version that grows when the segment is freed: whoever has read bytes of a segment
 * believes them only if the version is still the same.
 *
 * <p>{@link #chunk}, {@link #version}, {@link #contains} and the numbers may be used by any thread,
 * the rest by the thread with the commit lock.
 */
final class SegmentArena {

  static final int NONE = 0;

  /** The queue of a segment that is free. */
  private static final byte NO_QUEUE = -1;

  /** A segment holds at least the longest entry. */
  private static final int SMALLEST_SEGMENT_BITS = 17;

  private static final int LARGEST_SEGMENT_BITS = 20;
  private static final int SEGMENTS_WANTED = 256;

  /** Below this many, a store cannot keep some free and some filled. */
  private static final int FEWEST_SEGMENTS = 7;

  private static final long MOST_BYTES = 1L << (30 + EntryLayout.UNIT_BITS);
  private static final VarHandle VERSION = MethodHandles.arrayElementVarHandle(int[].class);

  private final NativeBlock memory;
  private final int segmentBits;
  private final int[] versions;
  private final int[] filled;
  private final int[] live;

  /** The queue that a segment is in. */
  private final byte[] queue;

  private final int[] free;
  private volatile int freeCount;

  /** Segments from here on were never used: their pages take no physical memory yet. */
  private int untouched;

  SegmentArena(NativeBlock memory) {
    if (memory.bytes() < leastBytes()) {
      throw new IllegalArgumentException(
          memory.bytes() + " bytes for entries; at least " + leastBytes() + " are needed");
    }
    this.memory = memory;
    int bits = 63 - Long.numberOfLeadingZeros(memory.bytes() / SEGMENTS_WANTED);
    this.segmentBits = Math.clamp(bits, SMALLEST_SEGMENT_BITS, LARGEST_SEGMENT_BITS);
    // A byte for the uses of each unit lies behind the segments.
    long ofASegment = (1L << segmentBits) + (1L << (segmentBits - EntryLayout.UNIT_BITS));
    int segments = (int) (Math.min(memory.bytes(), MOST_BYTES) / ofASegment);
    this.versions = new int[segments];
    this.filled = new int[segments];
    this.live = new int[segments];
    this.queue = new byte[segments];
    Arrays.fill(queue, NO_QUEUE);
    this.free = new int[segments];
    this.freeCount = segments;
  }

  /** The least memory that a store can work with. */
  static long leastBytes() {
    long segments = (long) FEWEST_SEGMENTS << SMALLEST_SEGMENT_BITS;
    return segments + (segments >>> EntryLayout.UNIT_BITS);
  }

  int segments() {
    return versions.length;
  }

  int segmentBytes() {
    return 1 << segmentBits;
  }

  int freeSegments() {
    return freeCount;
  }

  int segment(int location) {
    return location >>> (segmentBits - EntryLayout.UNIT_BITS);
  }

  /** The location of a place in a segment. */
  int location(int segment, int offset) {
    return (segment << (segmentBits - EntryLayout.UNIT_BITS)) + (offset >>> EntryLayout.UNIT_BITS);
  }

  /** Whether a number that may be anything is a location of this memory. */
  boolean contains(int location) {
    return location > 0 && segment(location) < versions.length;
  }

  /** Memory behind the segments: a byte for each unit of them, from {@link #capacityBytes} on. */
  NativeBlock memory() {
    return memory;
  }

  ByteBuffer chunk(int location) {
    return memory.chunk((long) location << EntryLayout.UNIT_BITS);
  }

  static int offset(int location) {
    return NativeBlock.offset((long) location << EntryLayout.UNIT_BITS);
  }

  int version(int segment) {
    return (int) VERSION.getAcquire(versions, segment);
  }

  /** Takes a free segment for a queue; there is one. */
  int take(byte forQueue) {
    int count = freeCount;
    int recycled = count - (segments() - untouched);
    int segment = recycled > 0 ? free[recycled - 1] : untouched++;
    freeCount = count - 1;
    queue[segment] = forQueue;
    live[segment] = 0;
    // Location 0 means that there is none.
    filled[segment] = segment == 0 ? 1 << EntryLayout.UNIT_BITS : 0;
    return segment;
  }

  /** Frees a segment that the index does not lead to any more. */
  void free(int segment) {
    VERSION.setRelease(versions, segment, versions[segment] + 1);
    // Whoever sees what is written to the segment from now on sees the new version as well.
    VarHandle.fullFence();
    live[segment] = 0;
    queue[segment] = NO_QUEUE;
    int count = freeCount;
    int recycled = count - (segments() - untouched);
    free[recycled] = segment;
    freeCount = count + 1;
  }

  byte queue(int segment) {
    return queue[segment];
  }

  int filled(int segment) {
    return filled[segment];
  }

  /** Bytes of entries in a segment that have not ended. */
  int live(int segment) {
    return live[segment];
  }

  /** Where the first entry of a segment begins. */
  static int firstOffset(int segment) {
    return segment == 0 ? 1 << EntryLayout.UNIT_BITS : 0;
  }

  boolean fits(int segment, int bytes) {
    return filled[segment] + bytes <= segmentBytes();
  }

  /** Takes room in a segment and gives its location. */
  int append(int segment, int bytes) {
    int at = filled[segment];
    filled[segment] = at + bytes;
    live[segment] += bytes;
    return location(segment, at);
  }

  void ended(int location, int bytes) {
    live[segment(location)] -= bytes;
  }

  /** Forgets all entries. */
  void reset() {
    for (int segment = 0; segment < untouched; segment++) {
      VERSION.setRelease(versions, segment, versions[segment] + 1);
      free[segment] = segment;
      live[segment] = 0;
      queue[segment] = NO_QUEUE;
    }
    VarHandle.fullFence();
    freeCount = segments();
  }

  /** Bytes of the segments that are in use. */
  long usedBytes() {
    return (long) (segments() - freeCount) << segmentBits;
  }

  /** Bytes of all segments. */
  long capacityBytes() {
    return (long) segments() << segmentBits;
  }
}
