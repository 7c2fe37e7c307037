package io.sutra.it.shard;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheException.Reason;
import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.CachedVector;
import io.sutra.cache.api.NewVector;
import io.sutra.cache.api.PutOutcome;
import io.sutra.cache.client.SocketCacheConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A client that puts, deletes and erases keys of its own until its shard is gone, and remembers for
 * each key what was acknowledged and what was not answered. Each put of a key has a version, from
 * which its value follows, so that a value that was deleted is told from the one after it.
 *
 * <p>Not thread-safe: but for the number of answers; between two runs another thread may verify.
 */
final class RememberingClient {

  private static final int KEYS = 96;
  private static final int MOST_AT_ONCE = 6;
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** No request for this key is without an answer. */
  private static final int NOTHING = -1;

  private final int id;
  private final Random random;
  private final boolean erases;
  private final int[] acknowledged = new int[KEYS];
  private final int[] unanswered = new int[KEYS];
  private final int[] versions = new int[KEYS];
  private final AtomicLong answers = new AtomicLong();
  private int puts;
  private int deletions;
  private int erasures;

  /** A client whose keys no other of another {@code id} has. */
  RememberingClient(int id, boolean erases) {
    this.id = id;
    this.random = new Random(id);
    this.erases = erases;
    Arrays.fill(unanswered, NOTHING);
  }

  private CacheKey key(int k) {
    return Writers.key((long) id << 32 | k);
  }

  private byte[] value(int k, int version) {
    long number = (long) id << 48 | (long) k << 32 | version;
    return Entries.random(number, 64 + (int) Math.floorMod(number * 0x9E3779B97F4A7C15L, 1_500L));
  }

  /**
   * Works until the connection breaks.
   *
   * @throws CacheException when the shard refuses something
   */
  void run(ShardProcess shard) throws CacheException {
    try (SocketCacheConnection connection = shard.connect(TIMEOUT)) {
      while (true) {
        step(connection, shard);
        answers.incrementAndGet();
      }
    } catch (CacheException e) {
      if (e.reason() != Reason.CONNECTION && e.reason() != Reason.CLOSING) {
        throw e;
      }
    }
  }

  private void step(SocketCacheConnection connection, ShardProcess shard) throws CacheException {
    int first = random.nextInt(KEYS);
    boolean there = acknowledged[first] != 0;
    List<Integer> some = new ArrayList<>();
    for (int k = first; k < Math.min(KEYS, first + 1 + random.nextInt(MOST_AT_ONCE)); k++) {
      if ((acknowledged[k] != 0) == there) {
        some.add(k);
      }
    }
    if (!there) {
      put(connection, some);
    } else if (erases && random.nextInt(4) == 0) {
      erase(shard, some);
    } else {
      delete(connection, some);
    }
  }

  private void put(SocketCacheConnection connection, List<Integer> some) throws CacheException {
    List<NewVector> vectors = new ArrayList<>();
    for (int k : some) {
      int version = ++versions[k];
      unanswered[k] = version;
      vectors.add(new NewVector(key(k), value(k, version), Duration.ZERO));
    }
    List<PutOutcome> outcomes = connection.put(vectors);
    for (int i = 0; i < some.size(); i++) {
      if (outcomes.get(i) != PutOutcome.STORED) {
        throw new AssertionError("a key that was not there was kept: " + describe(some.get(i)));
      }
    }
    some.forEach(this::answered);
    puts += some.size();
  }

  private void delete(SocketCacheConnection connection, List<Integer> some) throws CacheException {
    some.forEach(k -> unanswered[k] = 0);
    int deleted = connection.delete(some.stream().map(this::key).toList());
    check(deleted, some);
    deletions += some.size();
  }

  private void erase(ShardProcess shard, List<Integer> some) throws CacheException {
    int erased;
    try (FrameClient client = FrameClient.connect(shard.address(), TIMEOUT)) {
      some.forEach(k -> unanswered[k] = 0);
      erased = client.erase(some.stream().map(this::key).toList());
    } catch (IOException e) {
      throw new CacheException(Reason.CONNECTION, "the connection broke: " + e, e);
    }
    check(erased, some);
    erasures += some.size();
  }

  private void check(int gone, List<Integer> some) {
    if (gone != some.size()) {
      throw new AssertionError(
          gone + " were there of " + some.stream().map(this::describe).toList());
    }
    some.forEach(this::answered);
  }

  private void answered(int k) {
    acknowledged[k] = unanswered[k];
    unanswered[k] = NOTHING;
  }

  private String describe(int k) {
    return "key %d of client %d, version %d acknowledged, %d not answered (0: gone)"
        .formatted(k, id, acknowledged[k], unanswered[k]);
  }

  /**
   * Compares the shard with what was acknowledged, and takes what is there for the truth where an
   * answer is missing.
   *
   * @throws AssertionError when an acknowledged value is lost, a deleted one is back, or one is
   *     there that was never put
   */
  void verify(SocketCacheConnection connection) throws CacheException {
    List<CacheKey> keys = new ArrayList<>();
    for (int k = 0; k < KEYS; k++) {
      keys.add(key(k));
    }
    List<@Nullable CachedVector> found = connection.get(keys);
    for (int k = 0; k < KEYS; k++) {
      CachedVector vector = found.get(k);
      byte @Nullable [] bytes = vector == null ? null : vector.bytes();
      if (unanswered[k] != NOTHING && is(bytes, k, unanswered[k])) {
        answered(k);
      } else if (is(bytes, k, acknowledged[k])) {
        unanswered[k] = NOTHING;
      } else {
        throw new AssertionError(wrong(bytes, k) + ": " + describe(k));
      }
    }
  }

  private boolean is(byte @Nullable [] bytes, int k, int version) {
    return version == 0 ? bytes == null : Arrays.equals(bytes, value(k, version));
  }

  private String wrong(byte @Nullable [] bytes, int k) {
    if (bytes == null) {
      return "acknowledged and lost";
    }
    for (int version = 1; version <= versions[k]; version++) {
      if (is(bytes, k, version)) {
        return "deleted and back, version " + version;
      }
    }
    return "a value that was never put";
  }

  /** Requests that were answered; may be asked while it runs. */
  long answers() {
    return answers.get();
  }

  int puts() {
    return puts;
  }

  int deletions() {
    return deletions;
  }

  int erasures() {
    return erasures;
  }
}
