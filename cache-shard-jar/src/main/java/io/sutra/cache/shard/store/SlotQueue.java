package io.sutra.cache.shard.store;

import java.nio.ByteBuffer;

/** Slots in the order in which they came; the links are in the slots. Used by the writer alone. */
final class SlotQueue {

  private final SlabArena arena;
  private final boolean main;
  private int newest;
  private int oldest;
  private long size;

  SlotQueue(SlabArena arena, boolean main) {
    this.arena = arena;
    this.main = main;
  }

  void add(int slot) {
    ByteBuffer slab = arena.memory(slot);
    int at = SlabArena.offset(slot);
    Slot.older(slab, at, newest);
    Slot.newer(slab, at, SlabArena.NONE);
    Slot.inMain(slab, at, main);
    if (newest == SlabArena.NONE) {
      oldest = slot;
    } else {
      Slot.newer(arena.memory(newest), SlabArena.offset(newest), slot);
    }
    newest = slot;
    size++;
  }

  void remove(int slot) {
    ByteBuffer slab = arena.memory(slot);
    int at = SlabArena.offset(slot);
    int older = Slot.older(slab, at);
    int newer = Slot.newer(slab, at);
    if (older == SlabArena.NONE) {
      oldest = newer;
    } else {
      Slot.newer(arena.memory(older), SlabArena.offset(older), newer);
    }
    if (newer == SlabArena.NONE) {
      newest = older;
    } else {
      Slot.older(arena.memory(newer), SlabArena.offset(newer), older);
    }
    size--;
  }

  /** The slot that came first, or none. */
  int oldest() {
    return oldest;
  }

  long size() {
    return size;
  }
}
