package io.sutra.cache.shard.store;

import io.sutra.cache.api.CacheKey;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Where what is in a slot of a slab: everything about an entry lies beside its vector, outside the
 * heap, so that a million entries are nothing that a garbage collector would look at.
 *
 * <pre>
 *  0  4  version: odd while the entry is alive; it only grows, for as long as the slab exists
 *  4  4  next slot of the same bucket, 0 is none
 *  8  4  next older slot of the same queue, 0 is none; the sign says which queue
 * 12  4  next newer slot of the same queue, 0 is none
 * 16  8  expiry, milliseconds since 1970
 * 24  4  CRC32C of key and vector
 * 28  3  length of the vector
 * 31  1  uses since the entry was last looked at by the policy, at most 3
 * 32 32  key
 * 64  …  vector
 * </pre>
 *
 * <p>The version is a sequence lock (Lameter, "Effective Synchronization on Linux/NUMA Systems",
 * 2005; the fences are those of Boehm, "Can Seqlocks Get Along With Programming Language Memory
 * Models?", 2012): a reader takes the version, reads what it wants, and believes it only if the
 * version is still the same. Versions, uses and links of buckets may be read by any thread; one
 * thread, the shard's writer, changes everything but the uses.
 */
final class Slot {

  static final int HEADER_BYTES = 64;

  /** Uses that are counted. */
  static final int MOST_USES = 3;

  private static final int VERSION = 0;
  private static final int NEXT = 4;
  private static final int OLDER = 8;
  private static final int NEWER = 12;
  private static final int EXPIRES_AT = 16;
  private static final int CHECKSUM = 24;
  private static final int LENGTH = 28;
  private static final int USES = 31;
  private static final int KEY = 32;

  private static final int LENGTH_MASK = 0xFFFFFF;
  private static final int LINK_MASK = Integer.MAX_VALUE;

  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private Slot() {}

  static int version(ByteBuffer slab, int at) {
    return (int) INT.getAcquire(slab, at + VERSION);
  }

  static boolean alive(int version) {
    return (version & 1) != 0;
  }

  /** Brings a prepared entry to life. Everything written before is seen by who sees it alive. */
  static void reveal(ByteBuffer slab, int at) {
    INT.setRelease(slab, at + VERSION, slab.getInt(at + VERSION) + 1);
  }

  /** Ends an entry. Whoever sees what is written to the slot from now on sees that as well. */
  static void kill(ByteBuffer slab, int at) {
    INT.setRelease(slab, at + VERSION, slab.getInt(at + VERSION) + 1);
    VarHandle.fullFence();
  }

  static int next(ByteBuffer slab, int at) {
    return (int) INT.getAcquire(slab, at + NEXT);
  }

  static void next(ByteBuffer slab, int at, int slot) {
    INT.setRelease(slab, at + NEXT, slot);
  }

  static int older(ByteBuffer slab, int at) {
    return slab.getInt(at + OLDER) & LINK_MASK;
  }

  static void older(ByteBuffer slab, int at, int slot) {
    slab.putInt(at + OLDER, slot | (slab.getInt(at + OLDER) & ~LINK_MASK));
  }

  static boolean inMain(ByteBuffer slab, int at) {
    return slab.getInt(at + OLDER) < 0;
  }

  static void inMain(ByteBuffer slab, int at, boolean main) {
    slab.putInt(at + OLDER, older(slab, at) | (main ? ~LINK_MASK : 0));
  }

  static int newer(ByteBuffer slab, int at) {
    return slab.getInt(at + NEWER);
  }

  static void newer(ByteBuffer slab, int at, int slot) {
    slab.putInt(at + NEWER, slot);
  }

  static long expiresAt(ByteBuffer slab, int at) {
    return slab.getLong(at + EXPIRES_AT);
  }

  static int checksum(ByteBuffer slab, int at) {
    return slab.getInt(at + CHECKSUM);
  }

  static int length(ByteBuffer slab, int at) {
    return slab.getInt(at + LENGTH) & LENGTH_MASK;
  }

  static int uses(ByteBuffer slab, int at) {
    return slab.get(at + USES);
  }

  static void uses(ByteBuffer slab, int at, int uses) {
    slab.put(at + USES, (byte) uses);
  }

  /** Counts a use. Two at once may count as one, and one of an entry that ended for the next. */
  static void use(ByteBuffer slab, int at) {
    int uses = uses(slab, at);
    if (uses < MOST_USES) {
      uses(slab, at, uses + 1);
    }
  }

  static boolean hasKey(ByteBuffer slab, int at, CacheKey key) {
    return slab.getLong(at + KEY) == key.a()
        && slab.getLong(at + KEY + 8) == key.b()
        && slab.getLong(at + KEY + 16) == key.c()
        && slab.getLong(at + KEY + 24) == key.d();
  }

  static CacheKey key(ByteBuffer slab, int at) {
    return new CacheKey(
        slab.getLong(at + KEY),
        slab.getLong(at + KEY + 8),
        slab.getLong(at + KEY + 16),
        slab.getLong(at + KEY + 24));
  }

  /** Fills a slot whose entry is not alive. Reads what remains in the vector without moving it. */
  static void fill(
      ByteBuffer slab, int at, CacheKey key, ByteBuffer vector, int checksum, long expiresAt) {
    slab.putLong(at + EXPIRES_AT, expiresAt);
    slab.putInt(at + CHECKSUM, checksum);
    slab.putInt(at + LENGTH, vector.remaining());
    slab.putLong(at + KEY, key.a());
    slab.putLong(at + KEY + 8, key.b());
    slab.putLong(at + KEY + 16, key.c());
    slab.putLong(at + KEY + 24, key.d());
    slab.put(at + HEADER_BYTES, vector, vector.position(), vector.remaining());
  }
}
