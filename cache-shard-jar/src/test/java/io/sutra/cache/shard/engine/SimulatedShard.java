package io.sutra.cache.shard.engine;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.PutOutcome;
import io.sutra.cache.api.VectorChecksum;
import io.sutra.cache.shard.memory.NativeBlock;
import io.sutra.cache.shard.store.Entry;
import io.sutra.cache.shard.store.VectorStore;
import io.sutra.cache.shard.wal.DamagePolicy;
import io.sutra.cache.shard.wal.Disk;
import io.sutra.cache.shard.wal.LogBuffersAccess;
import io.sutra.cache.shard.wal.LogRecovery;
import io.sutra.cache.shard.wal.LogSettings;
import io.sutra.cache.shard.wal.RecordChecksum;
import io.sutra.cache.shard.wal.RecoveryReport;
import io.sutra.cache.shard.wal.SyncMode;
import io.sutra.cache.shard.wal.WriteAheadLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A shard without threads: the test is its writer. */
final class SimulatedShard {

  private static final int MEMORY = 1 << 20;

  private final VectorStore store;
  private final WriteAheadLog log;
  private final RecoveryReport report;
  private final GroupCommit commit;
  private final ShardClock clock;

  SimulatedShard(Disk disk, SyncMode sync, LongSupplier wall, RecordChecksum checksum)
      throws IOException {
    this(disk, new LogSettings(sync, DamagePolicy.PREFIX, 4096), wall, () -> 0, checksum, 1_000);
  }

  SimulatedShard(
      Disk disk,
      LogSettings settings,
      LongSupplier wall,
      LongSupplier nanos,
      RecordChecksum checksum,
      long capacity)
      throws IOException {
    clock = new ShardClock(wall, nanos);
    store = new VectorStore(NativeBlock.allocate(MEMORY), capacity, clock);
    LogRecovery.Recovered recovered =
        LogRecovery.recover(
            disk,
            settings,
            LogBuffersAccess.small(),
            checksum,
            clock,
            new StoreReplay(store, clock.getAsLong()),
            failure -> {});
    log = recovered.log();
    report = recovered.report();
    clock.atLeast(report.newestTime());
    commit =
        new GroupCommit(
            store, log, settings.sync(), clock, StageTimes.NONE, GroupCommit.PutGate.OPEN);
  }

  /** Remembers how a mutation ended. */
  static final class Outcome<T> implements Completion<T> {
    private @Nullable T result;
    private @Nullable CacheException error;

    @Override
    public void done(T value) {
      result = value;
    }

    @Override
    public void failed(CacheException e) {
      error = e;
    }

    boolean acknowledged() {
      return result != null;
    }

    T result() {
      return Objects.requireNonNull(result, () -> "failed: " + error);
    }

    CacheException error() {
      return Objects.requireNonNull(error, "was acknowledged");
    }
  }

  static NewEntry entry(CacheKey key, byte[] vector) {
    return entry(key, vector, Long.MAX_VALUE);
  }

  static NewEntry entry(CacheKey key, byte[] vector, long expiresAt) {
    return new NewEntry(key, ByteBuffer.wrap(vector), VectorChecksum.of(key, vector), expiresAt);
  }

  static Mutation.Put put(
      CacheKey key, byte[] vector, long expiresAt, Outcome<List<PutOutcome>> to) {
    return new Mutation.Put(0, List.of(entry(key, vector, expiresAt)), to);
  }

  void commit(List<Mutation> mutations) throws IOException {
    commit.commit(mutations);
  }

  Outcome<List<PutOutcome>> put(CacheKey key, byte[] vector) throws IOException {
    return put(key, vector, TimeUnit.DAYS.toMillis(1));
  }

  Outcome<List<PutOutcome>> put(CacheKey key, byte[] vector, long millis) throws IOException {
    Outcome<List<PutOutcome>> outcome = new Outcome<>();
    commit(List.of(put(key, vector, clock.getAsLong() + millis, outcome)));
    return outcome;
  }

  void delete(CacheKey key) throws IOException {
    commit(List.of(new Mutation.Delete(0, List.of(key), new Outcome<>())));
  }

  void idle() throws IOException {
    commit.idle();
  }

  void sync() throws IOException {
    log.sync();
  }

  void compact() throws IOException {
    Outcome<Mutation.RollPoint> outcome = new Outcome<>();
    commit(List.of(new Mutation.Roll(outcome)));
    new Compactor(store, log, clock, Long.MAX_VALUE).compact(outcome.result());
  }

  void close() throws IOException {
    log.close();
  }

  VectorStore store() {
    return store;
  }

  WriteAheadLog log() {
    return log;
  }

  RecoveryReport report() {
    return report;
  }

  /** What a client would read: key to vector, each checked against its checksum. */
  Map<CacheKey, List<Byte>> contents() {
    Map<CacheKey, List<Byte>> contents = new HashMap<>();
    store.forEach(
        found -> {
          CacheKey key = found.key();
          Entry entry = found.entry();
          ByteBuffer vector = ByteBuffer.allocate(entry.length());
          if (!store.copy(entry, vector, 0)) {
            throw new AssertionError("an entry ended although nothing runs");
          }
          if (VectorChecksum.of(key, vector) != entry.checksum()) {
            throw new AssertionError("a vector does not match its checksum");
          }
          contents.put(key, list(vector.array()));
        });
    return contents;
  }

  static List<Byte> list(byte[] bytes) {
    List<Byte> list = new ArrayList<>(bytes.length);
    for (byte b : bytes) {
      list.add(b);
    }
    return list;
  }

  static CacheKey key(int n) {
    byte[] bytes = new byte[CacheKey.BYTES];
    Arrays.fill(bytes, (byte) n);
    bytes[31] = (byte) (n >> 8);
    return CacheKey.of(bytes);
  }

  /** A vector whose bytes say whose it is, which version, and how long. */
  static byte[] vector(int key, int version, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (key * 31 + version * 7 + i);
    }
    return bytes;
  }
}
