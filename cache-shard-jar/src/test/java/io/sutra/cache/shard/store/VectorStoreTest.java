package io.sutra.cache.shard.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.VectorChecksum;
import io.sutra.cache.shard.memory.NativeBlock;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The map: capacity, expiry, and readers beside the one writer. */
@Timeout(120)
class VectorStoreTest {

  private static final boolean FULL = Boolean.getBoolean("sutra.full");

  private static final int MEMORY = 32 << 20;

  private final AtomicLong now = new AtomicLong(1_000);

  private static CacheKey key(long n) {
    return new CacheKey(n, 1, 2, 3);
  }

  private static ByteBuffer vector(long n, int length) {
    byte[] bytes = new byte[length];
    new Random(n * 31 + length).nextBytes(bytes);
    return ByteBuffer.wrap(bytes);
  }

  private static void put(VectorStore store, long n, int length, long expiresAt) {
    ByteBuffer vector = vector(n, length);
    int checksum = VectorChecksum.of(key(n), vector);
    store.put(0, key(n), new NewValue(vector, checksum, expiresAt));
  }

  private static @Nullable ByteBuffer read(VectorStore store, long n) {
    while (true) {
      Entry entry = store.find(0, key(n));
      if (entry == null) {
        return null;
      }
      ByteBuffer target = ByteBuffer.allocate(entry.length());
      if (store.copy(entry, target, 0)) {
        assertThat(VectorChecksum.of(key(n), target)).isEqualTo(entry.checksum());
        return target;
      }
    }
  }

  @Test
  void putAboveCapacity_evictsOneForEach() {
    VectorStore store = new VectorStore(NativeBlock.allocate(MEMORY), 100, now::get);
    for (int n = 0; n < 1_000; n++) {
      put(store, n, 100, Long.MAX_VALUE);
      assertThat(store.size()).isEqualTo(Math.min(100, n + 1));
      assertThat(read(store, n)).as("the newest is never the one that goes").isNotNull();
    }
    assertThat(store.evictions()).isEqualTo(900);
  }

  @Test
  void capacityOfOne_holdsTheNewest() {
    VectorStore store = new VectorStore(NativeBlock.allocate(MEMORY), 1, now::get);
    for (int n = 0; n < 10; n++) {
      put(store, n, 100, Long.MAX_VALUE);
      assertThat(read(store, n)).isNotNull();
      assertThat(store.size()).isOne();
    }
  }

  @Test
  void everyLength_isReadAsItWasPut() {
    VectorStore store = new VectorStore(NativeBlock.allocate(MEMORY), 10_000, now::get);
    int[] lengths = {1, 63, 64, 65, 1024, 8128, 8129, 9000, 65_535, 65_536};
    for (int i = 0; i < lengths.length; i++) {
      put(store, i, lengths[i], Long.MAX_VALUE);
    }
    for (int i = 0; i < lengths.length; i++) {
      assertThat(read(store, i)).isEqualTo(vector(i, lengths[i]));
    }
  }

  @Test
  void expiredEntry_isAMissAndIsSwept() {
    VectorStore store = new VectorStore(NativeBlock.allocate(MEMORY), 1_000, now::get);
    for (int n = 0; n < 500; n++) {
      put(store, n, 100, n % 2 == 0 ? 2_000 : 3_000);
    }
    now.set(2_000);
    assertThat(read(store, 0)).isNull();
    assertThat(read(store, 1)).isNotNull();
    assertThat(store.size()).isEqualTo(500);
    store.sweep(100_000);
    assertThat(store.size()).isEqualTo(250);
    assertThat(store.expired()).isEqualTo(250);
  }

  @Test
  void memory_isGivenBack() {
    VectorStore store = new VectorStore(NativeBlock.allocate(MEMORY), 100_000, now::get);
    for (int round = 0; round < 5; round++) {
      for (int n = 0; n < 20_000; n++) {
        put(store, n, 1_000, Long.MAX_VALUE);
      }
      assertThat(store.vectorBytes()).isBetween(20_000_000L, 25_000_000L);
      assertThat(store.liveBytes()).isEqualTo(20_000L * 1_088);
      store.clear();
      assertThat(store.size()).isZero();
      assertThat(store.vectorBytes()).isLessThanOrEqualTo(1 << 20);
    }
  }

  @Test
  void anySequence_matchesAMap() {
    Random random = new Random(5);
    VectorStore store = new VectorStore(NativeBlock.allocate(MEMORY), 100_000, now::get);
    Map<Long, Integer> model = new HashMap<>();
    for (int i = 0; i < (FULL ? 1_000_000 : 50_000); i++) {
      long n = random.nextInt(300);
      switch (random.nextInt(20)) {
        case 0 -> assertThat(store.remove(0, key(n))).isEqualTo(model.remove(n) != null);
        case 1 -> {
          if (random.nextInt(50) == 0) {
            store.clear();
            model.clear();
          }
        }
        default -> {
          int length = 1 + random.nextInt(3_000);
          put(store, n, length, Long.MAX_VALUE);
          model.put(n, length);
        }
      }
      long probe = random.nextInt(300);
      Integer length = model.get(probe);
      assertThat(read(store, probe)).isEqualTo(length == null ? null : vector(probe, length));
      assertThat(store.size()).isEqualTo(model.size());
    }
    Set<CacheKey> walked = new HashSet<>();
    store.forEach(found -> assertThat(walked.add(found.key())).isTrue());
    assertThat(walked).hasSize(model.size());
  }

  /**
   * One writer replaces, deletes and, above the capacity, evicts; readers see for each key only
   * vectors of that key. Keys that are always there are never missed, and a walk finds them all.
   */
  @ParameterizedTest
  @CsvSource({"400, 50", "60, 0"})
  void readersBesideTheWriter_neverSeeAWrongVectorNorMissWhatIsThere(int capacity, int stable)
      throws Exception {
    VectorStore store = new VectorStore(NativeBlock.allocate(MEMORY), capacity, now::get);
    for (long n = 0; n < stable; n++) {
      put(store, n, 100, Long.MAX_VALUE);
    }
    AtomicBoolean done = new AtomicBoolean();
    AtomicReference<@Nullable Throwable> problem = new AtomicReference<>();
    List<Thread> readers = new ArrayList<>();
    for (int r = 0; r < 3; r++) {
      int seed = r;
      readers.add(
          new Thread(
              () -> {
                try {
                  Random random = new Random(seed);
                  while (!done.get()) {
                    long n = random.nextInt(1_000);
                    ByteBuffer found = read(store, n);
                    assertThat(found != null || n >= stable).as("missed %d", n).isTrue();
                    assertThat(found == null || found.equals(vector(n, found.capacity()))).isTrue();
                    if (random.nextInt(500) == 0) {
                      Set<CacheKey> walked = new HashSet<>();
                      store.forEach(at -> walked.add(at.key()));
                      for (long s = 0; s < stable; s++) {
                        assertThat(walked).contains(key(s));
                      }
                    }
                  }
                } catch (AssertionError | RuntimeException e) {
                  problem.compareAndSet(null, e);
                }
              }));
    }
    readers.forEach(Thread::start);
    Random random = new Random(9);
    long length = 100;
    for (int i = 0; i < (FULL ? 5_000_000 : 300_000) && problem.get() == null; i++) {
      if (i % 10 == 0 && stable > 0) {
        // Present all the time, though replaced all the time.
        length = length % 2_000 + 1;
        put(store, random.nextInt(stable), (int) length, Long.MAX_VALUE);
      } else if (i % 7 == 0) {
        store.remove(0, key(stable + random.nextInt(300)));
      } else {
        put(store, stable + random.nextInt(300), 1 + random.nextInt(900), Long.MAX_VALUE);
      }
    }
    done.set(true);
    for (Thread reader : readers) {
      reader.join();
    }
    assertThat(problem.get()).isNull();
  }

  /** What is over makes room, and nothing else has to: also when everything is over. */
  @ParameterizedTest
  @CsvSource({"1", "3", "1000", "2000"})
  void fullStore_ofExpiredOrClearedEntries_takesTheNext(int capacity) {
    VectorStore store = new VectorStore(NativeBlock.allocate(MEMORY), capacity, now::get);
    for (int n = 0; n < capacity; n++) {
      put(store, n, 100, now.get() + 10);
    }
    now.addAndGet(10);
    put(store, capacity, 100, Long.MAX_VALUE);
    assertThat(read(store, capacity)).isNotNull();
    assertThat(store.evictions()).isZero();
    store.clear();
    for (int n = 0; n < capacity; n++) {
      store.put(7, key(n), new NewValue(vector(n, 100), 0, Long.MAX_VALUE));
    }
    store.clear(7);
    put(store, 0, 100, Long.MAX_VALUE);
    assertThat(read(store, 0)).isNotNull();
    assertThat(store.size()).isOne();
    assertThat(store.evictions()).isZero();
  }

  /** A reader of what was found earlier gets what the key holds now, wherever that was moved. */
  @Test
  void read_ofAMovedEntry_findsIt() {
    VectorStore store = new VectorStore(NativeBlock.allocate(2 << 20), 100_000, now::get);
    put(store, 0, 1_000, Long.MAX_VALUE);
    Entry found = Objects.requireNonNull(store.find(0, key(0)));
    for (int n = 1; n < 20_000; n++) {
      put(store, n, 1_000, Long.MAX_VALUE);
      assertThat(store.find(0, key(0))).isNotNull();
    }
    assertThat(store.copy(found, ByteBuffer.allocate(1_000), 0)).isFalse();
    ByteBuffer target = ByteBuffer.allocate(VectorStore.MAX_VALUE_BYTES);
    assertThat(store.read(0, key(0), target)).isNotNull();
    assertThat(target.slice(0, 1_000)).isEqualTo(vector(0, 1_000));
  }
}
