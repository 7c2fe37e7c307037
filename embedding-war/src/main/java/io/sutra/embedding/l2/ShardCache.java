package io.sutra.embedding.l2;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.CachedVector;
import io.sutra.domain.EmbeddingException;
import io.sutra.embedding.service.MemoryCache;
import io.sutra.embedding.service.SharedCache;
import io.sutra.embedding.service.StoredVector;
import io.sutra.web.server.BackgroundFailures;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;
import org.eclipse.microprofile.faulttolerance.exceptions.FaultToleranceException;
import org.jspecify.annotations.Nullable;

/** L2: the shard behind a circuit, read at once and written later. Thread-safe. */
public final class ShardCache implements SharedCache, AutoCloseable {

  /** Keys of one frame; a larger look-up takes several, so that none waits behind megabytes. */
  private static final int KEYS_PER_CALL = 512;

  /**
   * After this long no further frame of a look-up is sent, and its keys count as misses: each frame
   * alone may take as long as {@link ShardGateway} lets it.
   */
  private static final Duration LONGEST_LOOK_UP = Duration.ofSeconds(1);

  private final ShardGateway gateway;
  private final ShardWatch watch;
  private final WriteBehind writes;
  private final ShardObserver observer;
  private final LongSupplier nanoClock;
  private final BackgroundFailures failures =
      new BackgroundFailures("shard-caller", "What was asked for counts as a miss.");

  /**
   * A cache that is not connected yet.
   *
   * @param writeQueue vectors that may wait to be written
   * @param memory forgets a vector when the shard has an older one of the same text
   * @param threads makes virtual threads
   */
  public ShardCache(
      ShardGateway gateway,
      int writeQueue,
      MemoryCache memory,
      ShardObserver observer,
      Clock clock,
      ThreadFactory threads) {
    this(gateway, writeQueue, memory, observer, clock, threads, System::nanoTime);
  }

  ShardCache(
      ShardGateway gateway,
      int writeQueue,
      MemoryCache memory,
      ShardObserver observer,
      Clock clock,
      ThreadFactory threads,
      LongSupplier nanoClock) {
    this.gateway = gateway;
    this.observer = observer;
    this.nanoClock = nanoClock;
    this.watch = new ShardWatch(gateway, threads);
    this.writes = new WriteBehind(writeQueue, gateway, watch, memory, observer, clock, threads);
  }

  /** Connects, beside whatever else starts. */
  public void start() {
    try {
      gateway.lookUp();
    } catch (ShardLostException e) {
      watch.lost(e);
    }
    watch.start();
    writes.start();
  }

  /** Whether the shard answered when it was last asked. */
  public boolean isAvailable() {
    return watch.isAvailable();
  }

  /** Vectors that wait to be written. */
  public int waitingWrites() {
    return writes.waiting();
  }

  /** What went wrong here that nobody expected. */
  public List<BackgroundFailures> failures() {
    return List.of(failures, watch.failures(), writes.failures());
  }

  @Override
  public List<@Nullable StoredVector> get(List<CacheKey> keys, String fingerprint) {
    List<@Nullable StoredVector> found = new ArrayList<>(keys.size());
    long start = nanoClock.getAsLong();
    for (int from = 0; from < keys.size(); from += KEYS_PER_CALL) {
      List<CacheKey> some = keys.subList(from, Math.min(from + KEYS_PER_CALL, keys.size()));
      boolean inTime = nanoClock.getAsLong() - start < LONGEST_LOOK_UP.toNanos();
      found.addAll(inTime && watch.isAvailable() ? lookUp(some, fingerprint) : misses(some.size()));
    }
    return found;
  }

  private List<@Nullable StoredVector> lookUp(List<CacheKey> keys, String fingerprint) {
    long start = nanoClock.getAsLong();
    try {
      List<@Nullable CachedVector> cached = gateway.call(connection -> connection.get(keys));
      List<@Nullable StoredVector> found = decode(keys, cached, fingerprint);
      observer.lookedUp(keys.size(), Duration.ofNanos(nanoClock.getAsLong() - start));
      return found;
    } catch (ShardLostException | CacheException | FaultToleranceException e) {
      watch.lost(e);
    } catch (RuntimeException e) {
      failures.failed(e);
    }
    return misses(keys.size());
  }

  private List<@Nullable StoredVector> decode(
      List<CacheKey> keys, List<@Nullable CachedVector> cached, String fingerprint) {
    if (cached.size() != keys.size()) {
      throw new IllegalStateException(
          "the shard gave " + cached.size() + " answers for " + keys.size() + " keys");
    }
    List<@Nullable StoredVector> found = new ArrayList<>(keys.size());
    List<CacheKey> unusable = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      CachedVector vector = cached.get(i);
      Optional<StoredVector> decoded =
          vector == null
              ? Optional.empty()
              : EntryCodec.decode(vector.bytes(), fingerprint, vector.expiresAt());
      if (vector != null && decoded.isEmpty() && !EntryCodec.isOfAnotherVersion(vector.bytes())) {
        unusable.add(keys.get(i));
      }
      found.add(decoded.orElse(null));
    }
    discard(unusable);
    return found;
  }

  private static List<@Nullable StoredVector> misses(int keys) {
    return Collections.nCopies(keys, null);
  }

  /**
   * Deletes entries that cannot be right. The shard keeps the first vector of a key until it
   * expires: the right one would not be taken as long as a wrong one is there.
   */
  @Override
  public void discard(List<CacheKey> keys) {
    if (keys.isEmpty()) {
      return;
    }
    observer.unusable(keys.size());
    forget(keys);
  }

  @Override
  public void forget(List<CacheKey> keys) {
    if (keys.isEmpty() || !watch.isAvailable()) {
      return;
    }
    try {
      int unused = gateway.call(connection -> connection.delete(keys));
    } catch (ShardLostException | CacheException | FaultToleranceException e) {
      watch.lost(e);
    } catch (RuntimeException e) {
      failures.failed(e);
    }
  }

  @Override
  public void put(CacheKey key, StoredVector vector) {
    writes.offer(key, vector);
  }

  @Override
  public void clear() {
    writes.clear();
    try {
      gateway.call(
          connection -> {
            connection.clear();
            return true;
          });
    } catch (ShardLostException | CacheException | RuntimeException e) {
      watch.lost(e);
      throw EmbeddingException.notReady(
          "The memory of this service is cleared, but the cache shard did not confirm that it is:"
              + " send the request again.",
          Duration.ofSeconds(1));
    }
  }

  @Override
  public void close() {
    writes.close();
    watch.close();
  }
}
