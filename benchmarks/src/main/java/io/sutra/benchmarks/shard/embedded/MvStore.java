package io.sutra.benchmarks.shard.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;
import org.jspecify.annotations.Nullable;

/**
 * H2's MVStore without its own commits: a put changes the tree in memory, and a commit with a sync
 * makes it durable. All pages fit into its cache, old versions are not kept, and the space of
 * chunks that hold nothing alive is used again at once.
 *
 * <p>Puts that wait for the disk at the same time share a commit: the first one commits for all
 * that are in the tree by then.
 */
public final class MvStore implements EmbeddedStore {

  private static final int CACHE_MIB = 512;
  private static final int SETTLE_MILLIS = 20_000;

  private final MVStore store;
  private final MVMap<byte[], byte[]> map;
  private final @Nullable PeriodicSync sync;
  private final ReentrantLock commitLock = new ReentrantLock();

  /** Calls of put whose entries are in the tree. */
  private final AtomicLong written = new AtomicLong();

  /** Calls of put whose entries are on disk; guarded by the commit lock. */
  private long durable;

  public MvStore(Path folder, Durability durability) throws IOException {
    try {
      store =
          new MVStore.Builder()
              .fileName(folder.resolve("entries.mv").toString())
              .cacheSize(CACHE_MIB)
              .autoCommitDisabled()
              .autoCommitBufferSize(0)
              .open();
      store.setRetentionTime(0);
      store.setVersionsToKeep(0);
      map =
          store.openMap(
              "entries",
              new MVMap.Builder<byte[], byte[]>()
                  .keyType(ByteArrayDataType.INSTANCE)
                  .valueType(ByteArrayDataType.INSTANCE));
    } catch (MVStoreException e) {
      throw new IOException(e);
    }
    sync = durability == Durability.ALWAYS ? null : new PeriodicSync(this::commit);
  }

  /** Commits what is in the tree and syncs the file, unless all of it is on disk. */
  private void commit() throws IOException {
    commitAtLeast(written.get());
  }

  private void commitAtLeast(long calls) throws IOException {
    commitLock.lock();
    try {
      if (durable >= calls) {
        return;
      }
      long covered = written.get();
      store.commit();
      store.sync();
      durable = covered;
    } catch (MVStoreException e) {
      throw new IOException(e);
    } finally {
      commitLock.unlock();
    }
  }

  @Override
  public String name() {
    return "MVStore";
  }

  @Override
  public String description() {
    return "H2 MVStore "
        + Objects.requireNonNullElse(
            MVStore.class.getPackage().getImplementationVersion(), "of an unknown version")
        + " (MPL-2.0 or EPL-1.0): no commits of its own, cache of 512 MiB, no old versions, no"
        + " compression; between two syncs its puts are in the process's memory only";
  }

  @Override
  public int get(List<EmbeddedKey> keys, ByteBuffer target) {
    int found = 0;
    for (int i = 0; i < keys.size(); i++) {
      byte[] value = map.get(keys.get(i).bytes());
      if (value != null) {
        target.put(i * VALUE_BYTES, value);
        found++;
      }
    }
    return found;
  }

  @Override
  public void put(List<EmbeddedEntry> entries) throws IOException {
    if (sync != null) {
      sync.check();
    }
    try {
      for (EmbeddedEntry entry : entries) {
        map.put(entry.key().bytes(), entry.value());
      }
    } catch (MVStoreException e) {
      throw new IOException(e);
    }
    long calls = written.incrementAndGet();
    if (sync == null) {
      commitAtLeast(calls);
    }
  }

  @Override
  public boolean overwrites() {
    return true;
  }

  /** Commits, and rewrites the file without what is dead. */
  @Override
  public void settle() throws IOException {
    commit();
    commitLock.lock();
    try {
      store.compactFile(SETTLE_MILLIS);
    } catch (MVStoreException e) {
      throw new IOException(e);
    } finally {
      commitLock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      if (sync != null) {
        sync.close();
      }
      commit();
    } finally {
      store.close();
    }
  }
}
