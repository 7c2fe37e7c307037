package io.sutra.cache.shard.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Where a vector lies and until when it may be served. Immutable but for its death.
 *
 * <p>The store's generation is part of the state, so that one step makes all entries of a
 * generation dead: that is how everything is deleted at once.
 */
public final class Entry {

  private static final int DEAD = -1;
  private static final int HIDDEN = -2;
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Entry.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final long address;
  private final long expiresAt;
  private final int length;
  private final int checksum;
  private volatile int state;

  Entry(long address, int length, int checksum, long expiresAt) {
    this.address = address;
    this.length = length;
    this.checksum = checksum;
    this.expiresAt = expiresAt;
    this.state = HIDDEN;
  }

  long address() {
    return address;
  }

  /** Bytes of the vector. */
  public int length() {
    return length;
  }

  /** CRC32C of key and vector. */
  public int checksum() {
    return checksum;
  }

  /** From when the vector is not served, milliseconds since 1970. */
  public long expiresAt() {
    return expiresAt;
  }

  void reveal(int generation) {
    state = generation;
  }

  boolean isOf(int generation) {
    return state == generation;
  }

  /** Ends the entry; true for the one caller that may free its memory. */
  boolean die() {
    int before = state;
    boolean mine = before != DEAD && STATE.compareAndSet(this, before, DEAD);
    // Whatever is written to the memory from now on, a reader that sees it sees the death as well.
    VarHandle.fullFence();
    return mine;
  }
}
