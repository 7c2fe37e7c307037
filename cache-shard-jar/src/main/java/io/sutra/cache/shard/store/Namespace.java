package io.sutra.cache.shard.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One namespace: its number, and what it holds.
 *
 * <p>An entry belongs to a namespace's current content if it carries the current epoch. A clear
 * begins the next epoch, which takes the same time however many entries there are; the memory of
 * the entries before is reclaimed later.
 *
 * <p>Any thread reads; the thread with the commit lock writes.
 */
final class Namespace {

  private static final VarHandle EPOCH;

  static {
    try {
      EPOCH = MethodHandles.lookup().findVarHandle(Namespace.class, "epoch", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final long id;
  private final int slot;

  @SuppressWarnings("unused") // by its VarHandle
  private int epoch;

  private volatile long entries;
  private volatile long bytes;

  Namespace(long id, int slot, int epoch) {
    this.id = id;
    this.slot = slot;
    this.epoch = epoch;
  }

  long id() {
    return id;
  }

  int slot() {
    return slot;
  }

  int epoch() {
    return (int) EPOCH.getAcquire(this);
  }

  long entries() {
    return entries;
  }

  long bytes() {
    return bytes;
  }

  // One thread at a time writes both.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  void count(int moreEntries, int moreBytes) {
    entries += moreEntries;
    bytes += moreBytes;
  }

  void clear() {
    EPOCH.setRelease(this, epoch() + 1);
    entries = 0;
    bytes = 0;
  }
}
