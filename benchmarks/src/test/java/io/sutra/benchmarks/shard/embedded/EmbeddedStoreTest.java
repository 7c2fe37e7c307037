package io.sutra.benchmarks.shard.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.benchmarks.shard.embedded.EmbeddedStore.Durability;
import io.sutra.cache.api.CacheKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each store does what is measured: it keeps what was put, and finds it again. */
final class EmbeddedStoreTest {

  private static final int CAPACITY = 1000;

  @TempDir private Path folder = Path.of("set by JUnit");

  /** The stores that are measured. */
  enum Kind {
    ROCKSDB,
    MVSTORE,
    ENGINE;

    EmbeddedStore open(Path folder, Durability durability) throws IOException {
      return switch (this) {
        case ROCKSDB -> new RocksDbStore(folder, durability);
        case MVSTORE -> new MvStore(folder, durability);
        case ENGINE -> new EngineStore(folder, durability, CAPACITY);
      };
    }
  }

  private static EmbeddedKey key(int n) {
    return new EmbeddedKey(new CacheKey(n, n * 31L, ~n, 7));
  }

  private static EmbeddedEntry entry(int n) {
    byte[] value = new byte[EmbeddedStore.VALUE_BYTES];
    Arrays.fill(value, (byte) n);
    return new EmbeddedEntry(key(n), value);
  }

  private static void putHundred(EmbeddedStore store) throws IOException {
    store.put(List.of(entry(0)));
    List<EmbeddedEntry> batch = new ArrayList<>();
    for (int i = 1; i < 100; i++) {
      batch.add(entry(i));
    }
    store.put(batch);
  }

  private static void assertHolds(EmbeddedStore store, int... numbers) throws IOException {
    ByteBuffer target = ByteBuffer.allocateDirect(numbers.length * EmbeddedStore.VALUE_BYTES);
    List<EmbeddedKey> keys = Arrays.stream(numbers).mapToObj(EmbeddedStoreTest::key).toList();

    assertThat(store.get(keys, target)).isEqualTo(numbers.length);

    for (int i = 0; i < numbers.length; i++) {
      byte[] value = new byte[EmbeddedStore.VALUE_BYTES];
      target.get(i * EmbeddedStore.VALUE_BYTES, value);
      assertThat(value).isEqualTo(entry(numbers[i]).value());
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void get_afterPut_copiesEachValueToItsPlace(Kind kind) throws IOException {
    try (EmbeddedStore store = kind.open(folder, Durability.EVERY_SECOND)) {
      putHundred(store);

      assertHolds(store, 0);
      assertHolds(store, 17, 3, 99, 17);
      store.settle();
      assertHolds(store, 17, 3, 99, 17);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void get_keyThatWasNeverPut_isNotFound(Kind kind) throws IOException {
    try (EmbeddedStore store = kind.open(folder, Durability.EVERY_SECOND)) {
      putHundred(store);
      ByteBuffer target = ByteBuffer.allocateDirect(2 * EmbeddedStore.VALUE_BYTES);

      assertThat(store.get(List.of(key(100)), target)).isZero();
      assertThat(store.get(List.of(key(5), key(100)), target)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void put_always_isThereAfterAnotherOpen(Kind kind) throws IOException {
    try (EmbeddedStore store = kind.open(folder, Durability.ALWAYS)) {
      putHundred(store);
    }
    try (EmbeddedStore store = kind.open(folder, Durability.ALWAYS)) {
      assertHolds(store, 0, 50, 99);
    }
  }
}
