package io.sutra.benchmarks.shard.embedded;

import io.sutra.cache.api.CacheKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.CompressionType;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.PlainTableConfig;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * RocksDB with its write-ahead log, set up for small entries that all fit into memory: plain tables
 * that are mapped into memory and indexed by a hash of the whole key, no compression (the values do
 * not compress), log files that are used again so that an fsync changes no file size. On a table of
 * blocks, with a block cache larger than the data, a Bloom filter and a hash index in each block, a
 * get takes about twice the processor time.
 *
 * <p>Puts that wait for the disk at the same time share an fsync: RocksDB groups them itself.
 */
public final class RocksDbStore implements EmbeddedStore {

  private static final long MEMTABLE_BYTES = 128L << 20;

  static {
    // Before the fields, which are native objects.
    RocksDB.loadLibrary();
  }

  private final Options options = new Options();
  private final ReadOptions read = new ReadOptions().setVerifyChecksums(false);
  private final WriteOptions write;
  private final RocksDB db;
  private final @Nullable PeriodicSync sync;
  private final ThreadLocal<Buffers> buffers = ThreadLocal.withInitial(Buffers::new);

  /** What a thread reads with: RocksDB moves positions, so no two threads share a buffer. */
  private static final class Buffers {
    private final ByteBuffer key = ByteBuffer.allocateDirect(CacheKey.BYTES);
    private final List<ByteBuffer> values = new ArrayList<>();
    private @Nullable ByteBuffer target;

    // Two buffers with equal bytes are not the same memory.
    @SuppressWarnings("ReferenceEquality")
    private void use(ByteBuffer wanted, int count) {
      if (target != wanted) {
        target = wanted;
        values.clear();
      }
      while (values.size() < count) {
        values.add(wanted.slice(values.size() * VALUE_BYTES, VALUE_BYTES));
      }
    }

    private ByteBuffer key(EmbeddedKey wanted) {
      return key.clear().put(wanted.bytes()).flip();
    }

    private ByteBuffer value(int index) {
      return values.get(index).clear();
    }
  }

  public RocksDbStore(Path folder, Durability durability) throws IOException {
    options
        .setCreateIfMissing(true)
        .setWriteBufferSize(MEMTABLE_BYTES)
        .setMaxWriteBufferNumber(4)
        .setMaxBackgroundJobs(Math.max(2, Runtime.getRuntime().availableProcessors()))
        .setRecycleLogFileNum(4)
        .setCompressionType(CompressionType.NO_COMPRESSION)
        .setAllowMmapReads(true)
        .useFixedLengthPrefixExtractor(CacheKey.BYTES)
        .setTableFormatConfig(new PlainTableConfig().setKeySize(CacheKey.BYTES));
    write = new WriteOptions().setSync(durability == Durability.ALWAYS);
    try {
      db = RocksDB.open(options, folder.toString());
    } catch (RocksDBException e) {
      throw new IOException(e);
    }
    sync = durability == Durability.ALWAYS ? null : new PeriodicSync(this::flushWal);
  }

  private void flushWal() throws IOException {
    try {
      db.flushWal(true);
    } catch (RocksDBException e) {
      throw new IOException(e);
    }
  }

  @Override
  public String name() {
    return "RocksDB";
  }

  @Override
  public String description() {
    return "RocksDB "
        + RocksDB.rocksdbVersion()
        + " (rocksdbjni, Apache-2.0 or GPL-2.0): write-ahead log on, plain tables mapped into"
        + " memory with a hash index of whole keys, memtables of 128 MiB, no compression";
  }

  @Override
  public int get(List<EmbeddedKey> keys, ByteBuffer target) throws IOException {
    Buffers mine = buffers.get();
    mine.use(target, keys.size());
    try {
      // Not multiGetByteBuffers: it took more processor time for a key.
      int found = 0;
      for (int i = 0; i < keys.size(); i++) {
        int length = db.get(read, mine.key(keys.get(i)), mine.value(i));
        found += length == RocksDB.NOT_FOUND ? 0 : 1;
      }
      return found;
    } catch (RocksDBException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void put(List<EmbeddedEntry> entries) throws IOException {
    if (sync != null) {
      sync.check();
    }
    try {
      if (entries.size() == 1) {
        EmbeddedEntry entry = entries.get(0);
        db.put(write, entry.key().bytes(), entry.value());
        return;
      }
      try (WriteBatch batch = new WriteBatch(entries.size() * (VALUE_BYTES + 64))) {
        for (EmbeddedEntry entry : entries) {
          batch.put(entry.key().bytes(), entry.value());
        }
        db.write(write, batch);
      }
    } catch (RocksDBException e) {
      throw new IOException(e);
    }
  }

  @Override
  public boolean overwrites() {
    return true;
  }

  /** Empties the memtable into a table, and merges the tables into one level. */
  @Override
  public void settle() throws IOException {
    try (FlushOptions flush = new FlushOptions().setWaitForFlush(true)) {
      db.flush(flush);
      db.compactRange();
    } catch (RocksDBException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      if (sync != null) {
        sync.close();
      }
    } finally {
      db.close();
      write.close();
      read.close();
      options.close();
    }
  }
}
