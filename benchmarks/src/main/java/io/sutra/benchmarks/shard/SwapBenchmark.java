package io.sutra.benchmarks.shard;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.NewVector;
import io.sutra.cache.api.PutOutcome;
import io.sutra.cache.client.SocketCacheConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;

/**
 * A change of the model: a full shard of vectors of 384 numbers, with the settings and flags of
 * Java that {@code ./sutra up} gives it, gets as many vectors of 1,024 numbers. Are all of them
 * stored, and how long do gets take meanwhile?
 *
 * <p>Every hundredth of the old entries is read often: they lie everywhere in memory, and keep what
 * is around them from being used for vectors of another size. Gets come at a fixed rate, and their
 * latency counts from when they were due. "Before" is another shard in the same round, filled and
 * read alike, which gets vectors of 384 numbers at the same rate: what differs is the size alone.
 */
final class SwapBenchmark {

  /** As many as the shard holds by default. */
  private static final int ENTRIES = 100_000;

  private static final int BEFORE_BYTES = 384 * Float.BYTES;
  private static final int AFTER_BYTES = 1024 * Float.BYTES;
  private static final int CLIENTS = 16;
  private static final int KEYS_PER_GET = 16;
  private static final int GETS_PER_SECOND = 1_000;
  private static final int PUTS_PER_SECOND = 5_000;
  private static final int KEYS_PER_PUT = 10;
  private static final int MOST_ROUNDS = 3;

  /** The puts of a phase take a third of it where none waits. */
  private static final Duration MOST_TIME = Duration.ofSeconds(3L * ENTRIES / PUTS_PER_SECOND);

  private static final int GET_FRAMES = 4096;

  private final Path jar;
  private final int rounds;
  private final Report report;
  private final List<Double> alone = new ArrayList<>();
  private final List<Double> before = new ArrayList<>();
  private final List<Double> during = new ArrayList<>();
  private final List<Double> ratios = new ArrayList<>();
  private final List<Double> slowest = new ArrayList<>();
  private final List<Double> refused = new ArrayList<>();

  SwapBenchmark(Path jar, int rounds, Report report) {
    this.jar = jar;
    this.rounds = Math.min(rounds, MOST_ROUNDS);
    this.report = report;
  }

  void run() throws IOException {
    for (int round = 0; round < rounds; round++) {
      Phase same = onFullShard(BEFORE_BYTES);
      Phase swap = onFullShard(AFTER_BYTES);
      if (same.stored() < ENTRIES) {
        throw new IOException("puts of the size that the shard holds were refused");
      }
      alone.add(same.alone().percentileMillis(0.99));
      before.add(same.gets().percentileMillis(0.99));
      during.add(swap.gets().percentileMillis(0.99));
      ratios.add(swap.gets().percentileMillis(0.99) / same.gets().percentileMillis(0.99));
      slowest.add(swap.gets().percentileMillis(1));
      refused.add((double) (ENTRIES - swap.stored()));
    }
    report.judge(Bar.SWAP_REFUSED, Samples.most(refused));
    report.judge(Bar.SWAP_P99, Samples.median(ratios));
    tell();
  }

  private Phase onFullShard(int vectorBytes) throws IOException {
    Frames.Range often = new Frames.Range(0, ENTRIES / 100, 100);
    Frames.Range fresh = new Frames.Range(ENTRIES, ENTRIES, 1);
    long frames = (long) GETS_PER_SECOND * ENTRIES / PUTS_PER_SECOND;
    try (Processes.Server shard = Processes.defaultShard(jar)) {
      ShardBenchmark.fill(shard.port(), ENTRIES, BEFORE_BYTES);
      try (LoadClient client = new LoadClient(shard.port(), CLIENTS)) {
        List<ByteBuffer> old = Frames.gets(GET_FRAMES, KEYS_PER_GET, often, often);
        // The first quarter is for the compilers.
        gets(client, old, frames / 4);
        LoadClient.Result calm = gets(client, old, frames / 4);
        List<ByteBuffer> mixed = Frames.gets(GET_FRAMES, KEYS_PER_GET, often, fresh);
        CompletableFuture<Long> puts =
            CompletableFuture.supplyAsync(() -> put(shard.port(), ENTRIES, vectorBytes));
        LoadClient.Result result = gets(client, mixed, frames);
        return new Phase(calm, result, puts.join());
      } catch (CompletionException e) {
        throw new IOException("the puts ended", e);
      }
    }
  }

  /**
   * What a phase measured.
   *
   * @param alone gets without puts
   * @param gets while entries are put
   * @param stored of {@link #ENTRIES}
   */
  private record Phase(LoadClient.Result alone, LoadClient.Result gets, long stored) {}

  private static LoadClient.Result gets(LoadClient client, List<ByteBuffer> frames, long count)
      throws IOException {
    return client.run(
        count, i -> frames.get((int) (i % frames.size())), GETS_PER_SECOND, MOST_TIME);
  }

  /** How many of {@link #ENTRIES} new entries the shard stored before the time was over. */
  private static long put(int port, int firstKey, int vectorBytes) {
    long began = System.nanoTime();
    long stored = 0;
    try (SocketCacheConnection connection = ShardBenchmark.connect(port)) {
      for (int i = 0; i < ENTRIES; i += KEYS_PER_PUT) {
        long due = began + (long) (i * 1e9 / PUTS_PER_SECOND);
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        if (System.nanoTime() - began > MOST_TIME.toNanos()) {
          break;
        }
        stored += put(connection, firstKey + i, vectorBytes);
      }
    } catch (CacheException e) {
      throw new IllegalStateException(e);
    }
    return stored;
  }

  private static long put(SocketCacheConnection connection, int firstKey, int vectorBytes) {
    List<NewVector> vectors = new ArrayList<>(KEYS_PER_PUT);
    for (int i = 0; i < KEYS_PER_PUT; i++) {
      vectors.add(
          new NewVector(
              Frames.key(firstKey + i), Frames.vector(firstKey + i, vectorBytes), Duration.ZERO));
    }
    try {
      return connection.put(vectors).stream().filter(PutOutcome.STORED::equals).count();
    } catch (CacheException e) {
      // Refused as a whole, for lack of memory: that is what is counted.
      return 0;
    }
  }

  private void tell() {
    report.say("");
    report.say(
        String.format(
            Locale.ROOT,
            "The swap 384 → 1,024 numbers, default settings, %,d entries at %,d puts/s, %,d gets/s"
                + " of %d keys, median of %d rounds: p99 of gets alone %.2f ms; with puts of 384"
                + " numbers (\"before\") %.2f ms (%.2f to %.2f); with puts of 1,024 numbers %.2f ms"
                + " (%.2f to %.2f), the slowest get %.1f ms. During ÷ before: %.2f, bar %s: %s."
                + " Puts refused, or not answered in time: at most %,.0f of %,d, bar %s: %s.",
            ENTRIES,
            PUTS_PER_SECOND,
            GETS_PER_SECOND,
            KEYS_PER_GET,
            rounds,
            Samples.median(alone),
            Samples.median(before),
            Samples.least(before),
            Samples.most(before),
            Samples.median(during),
            Samples.least(during),
            Samples.most(during),
            Samples.most(slowest),
            Samples.median(ratios),
            Bar.SWAP_P99.showLimit(),
            Bar.SWAP_P99.verdict(Samples.median(ratios)),
            Samples.most(refused),
            ENTRIES,
            Bar.SWAP_REFUSED.showLimit(),
            Bar.SWAP_REFUSED.verdict(Samples.most(refused))));
  }
}
