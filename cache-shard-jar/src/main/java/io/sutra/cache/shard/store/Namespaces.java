package io.sutra.cache.shard.store;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The namespaces that hold entries. An entry's header names its namespace by a slot, which is given
 * to another namespace once it holds nothing.
 *
 * <p>{@link #find}, {@link #at} and {@link #admits} may be called by any thread; the rest by the
 * thread with the commit lock.
 */
final class Namespaces {

  /** Most namespaces that hold entries at a time. */
  static final int MOST = 1 << 16;

  private final Map<Long, Namespace> byId = new ConcurrentHashMap<>();
  private final AtomicReferenceArray<@Nullable Namespace> bySlot = new AtomicReferenceArray<>(MOST);
  private final Namespace first = new Namespace(0, 0, 0);
  private int used = 1;
  private int searchedTo = 1;

  Namespaces() {
    byId.put(0L, first);
    bySlot.set(0, first);
  }

  /** The namespace of a number, or null when nothing was put into it. */
  @Nullable Namespace find(long id) {
    return id == 0 ? first : byId.get(id);
  }

  /** The namespace of a slot, or null. */
  @Nullable Namespace at(int slot) {
    return slot < 0 || slot >= MOST ? null : bySlot.get(slot);
  }

  /** Whether something can be put into a namespace. */
  boolean admits(long id) {
    return find(id) != null || byId.size() < MOST || emptySlot() != 0;
  }

  /** The namespace of a number, from now on with a slot; null when too many hold entries. */
  @Nullable Namespace open(long id) {
    Namespace known = find(id);
    if (known != null) {
      return known;
    }
    int slot;
    int epoch = 0;
    if (used < MOST) {
      slot = used++;
    } else {
      slot = emptySlot();
      Namespace before = bySlot.get(slot);
      if (slot == 0 || before == null) {
        return null;
      }
      searchedTo = slot;
      byId.remove(before.id());
      // Entries that its last owner left in memory belong to no epoch of the next.
      before.clear();
      epoch = before.epoch() + 1;
    }
    Namespace opened = new Namespace(id, slot, epoch);
    bySlot.set(slot, opened);
    byId.put(id, opened);
    return opened;
  }

  /** A slot whose namespace holds nothing, or 0. */
  private int emptySlot() {
    for (int i = 1; i < MOST; i++) {
      int slot = 1 + (searchedTo + i) % (MOST - 1);
      Namespace at = bySlot.get(slot);
      if (at != null && at.entries() == 0) {
        return slot;
      }
    }
    return 0;
  }

  void clear() {
    byId.values().forEach(Namespace::clear);
  }

  /** Namespaces that hold entries. */
  long size() {
    return byId.values().stream().filter(space -> space.entries() > 0).count();
  }
}
