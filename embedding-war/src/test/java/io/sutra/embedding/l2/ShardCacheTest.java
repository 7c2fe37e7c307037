package io.sutra.embedding.l2;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import io.sutra.cache.api.CacheKey;
import io.sutra.domain.TextTokens;
import io.sutra.embedding.l1.CaffeineMemoryCache;
import io.sutra.embedding.service.StoredVector;
import io.sutra.web.server.BackgroundFailures;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ShardCacheTest {

  private static final Instant EXPIRY = Instant.parse("2100-01-01T00:00:00Z");

  private final StandInShard shard = new StandInShard();
  private final RecordingObserver observer = new RecordingObserver();
  private final AtomicLong nanos = new AtomicLong();
  private final ShardCache cache =
      new ShardCache(
          shard,
          1_000,
          new CaffeineMemoryCache(10, Clock.systemUTC(), Ticker.systemTicker()),
          observer,
          Clock.systemUTC(),
          Thread.ofVirtual().factory(),
          nanos::get);

  @AfterEach
  void close() {
    cache.close();
  }

  private void start() {
    cache.start();
    await(cache::isAvailable);
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      if (Thread.interrupted()) {
        throw new IllegalStateException("it does not come in time");
      }
      Thread.onSpinWait();
    }
  }

  private static CacheKey key(long n) {
    return new CacheKey(n, 0, 0, 0);
  }

  private static StoredVector vector(float... numbers) {
    return new StoredVector(numbers, new TextTokens(3, 3), "f", EXPIRY);
  }

  private long failures() {
    return cache.failures().stream().mapToLong(BackgroundFailures::count).sum();
  }

  @Test
  void put_afterAWriteThatFailedUnexpectedly_isWritten() {
    start();
    shard.next.add(
        () -> {
          throw new IllegalStateException("unexpected");
        });
    cache.put(key(1), vector(1));
    await(() -> observer.dropped.get() == 1);
    shard.next.add(
        () -> {
          throw new NoClassDefFoundError("unexpected");
        });
    cache.put(key(2), vector(2));
    await(() -> observer.dropped.get() == 2);

    cache.put(key(3), vector(3));

    await(() -> shard.entries.containsKey(key(3)));
    assertThat(failures()).isEqualTo(2);
  }

  @Test
  void isAvailable_afterATrialThatFailedUnexpectedly_comesBack() {
    shard.next.add(
        () -> {
          throw new IllegalStateException("unexpected");
        });

    start();

    assertThat(failures()).isEqualTo(1);
  }

  @Test
  void threads_interruptedByALateTimeout_goOn() {
    shard.next.add(
        () -> {
          Thread.currentThread().interrupt();
          throw new ShardLostException("took too long", new InterruptedException());
        });
    start();
    shard.next.add(() -> Thread.currentThread().interrupt());
    cache.put(key(1), vector(1));
    await(() -> observer.written.get() == 1);

    cache.put(key(2), vector(2));

    await(() -> shard.entries.containsKey(key(2)));
  }

  @Test
  void get_whenTheCallFailsUnexpectedly_isAMiss() {
    start();
    shard.next.add(
        () -> {
          throw new IllegalStateException("unexpected");
        });

    assertThat(cache.get(List.of(key(1), key(2)), "f")).containsExactly(null, null);
    assertThat(failures()).isEqualTo(1);
  }

  @Test
  void clear_whileABatchIsOnItsWay_leavesNothingOfIt() throws Exception {
    start();
    var sent = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    shard.next.add(
        () -> {
          sent.countDown();
          uninterruptibly(goOn);
        });
    cache.put(key(1), vector(1));
    sent.await();

    Thread clearing = Thread.ofPlatform().start(cache::clear);
    // It has cleared the shard too early, or it waits for the batch.
    await(() -> hasEndedOrWaits(clearing));
    goOn.countDown();
    clearing.join();
    await(() -> observer.written.get() == 1);

    assertThat(shard.entries).isEmpty();
  }

  @Test
  void clear_whileABatchWaitsForTheShard_leavesNothingOfIt() {
    start();
    var lost = new CountDownLatch(1);
    shard.next.add(
        () -> {
          lost.countDown();
          throw new ShardLostException("gone", new IllegalStateException());
        });
    cache.put(key(1), vector(1));
    uninterruptibly(lost);

    cache.clear();
    await(cache::isAvailable);
    cache.put(key(2), vector(2));
    await(() -> shard.entries.containsKey(key(2)));

    assertThat(shard.entries).containsOnlyKeys(key(2));
  }

  private static boolean hasEndedOrWaits(Thread thread) {
    return thread.getState() == Thread.State.TERMINATED
        || thread.getState() == Thread.State.WAITING;
  }

  private static void uninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void get_anEntryThatCannotBeRight_isAMissThatIsCountedAndDeleted() {
    start();
    shard.entries.put(key(1), EntryCodec.encode(vector(1)));
    shard.entries.put(key(2), EntryCodec.encode(vector(Float.NaN)));
    byte[] future = EntryCodec.encode(vector(3));
    future[0] = 2;
    shard.entries.put(key(3), future);

    List<@Nullable StoredVector> found = cache.get(List.of(key(1), key(2), key(3), key(4)), "f");

    assertThat(found).element(0).isNotNull();
    assertThat(found.subList(1, 4)).containsOnlyNulls();
    assertThat(observer.unusable).hasValue(1);
    assertThat(shard.entries).containsOnlyKeys(key(1), key(3));
  }

  @Test
  void get_ofManyKeysOfASlowShard_endsAfterTheLongestLookUp() {
    start();
    List<CacheKey> keys = LongStream.range(0, 2_048).mapToObj(ShardCacheTest::key).toList();
    keys.forEach(key -> shard.entries.put(key, EntryCodec.encode(vector(1))));
    for (int call = 0; call < 4; call++) {
      shard.next.add(() -> nanos.addAndGet(Duration.ofMillis(600).toNanos()));
    }

    List<@Nullable StoredVector> found = cache.get(keys, "f");

    assertThat(found).hasSize(2_048);
    assertThat(found.subList(0, 1_024)).doesNotContainNull();
    assertThat(found.subList(1_024, 2_048)).containsOnlyNulls();
  }
}
