package io.sutra.benchmarks.shard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The 99th percentile of a put under {@code everysec}, at half load, while a compaction runs. */
final class LatencyBenchmark {

  private static final int CLIENTS = 32;
  private static final int VECTOR = 1024;

  private final Path jar;
  private final int rounds;
  private final Consumer<String> say;

  LatencyBenchmark(Path jar, int rounds, Consumer<String> say) {
    this.jar = jar;
    this.rounds = rounds;
    this.say = say;
  }

  private static List<ByteBuffer> frames(long first, int count) {
    List<ByteBuffer> frames = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      frames.add(Frames.put(first + i, 1, VECTOR));
    }
    return frames;
  }

  void run() throws IOException {
    Map<String, String> settings =
        Map.of("SUTRA_CACHE_SYNC", "everysec", "SUTRA_CACHE_CAPACITY", "200000");
    List<Double> peaks = new ArrayList<>();
    List<Double> p99 = new ArrayList<>();
    List<Double> during = new ArrayList<>();
    try (Processes.Server shard = Processes.shard(jar, settings);
        LoadClient client = new LoadClient(shard.port(), CLIENTS)) {
      ShardBenchmark.fill(shard.port(), 200_000);
      long next = 1_000_000;
      List<ByteBuffer> warm = frames(next, 100_000);
      next += 100_000;
      client.run(100_000, i -> warm.get((int) i));
      for (int round = 0; round < rounds; round++) {
        List<ByteBuffer> peakFrames = frames(next, 100_000);
        next += 100_000;
        double peak = client.run(100_000, i -> peakFrames.get((int) i)).perSecond();
        peaks.add(peak);
        int count = (int) Math.min(200_000, peak / 2 * 3);
        List<ByteBuffer> half = frames(next, count);
        next += count;
        CompletableFuture<Boolean> compaction = ShardBenchmark.compactInBackground(shard.port());
        LoadClient.Result result = client.run(count, i -> half.get((int) i), peak / 2);
        during.add(compaction.isDone() ? 0.0 : 1.0);
        p99.add(result.percentileMillis(0.99));
        compaction.join();
      }
    }
    say.accept("");
    say.accept(
        String.format(
            Locale.ROOT,
            "Put under `everysec` at half load while a compaction runs: p99 median %.2f ms (%.2f to"
                + " %.2f), bar ≤ 2 ms: %s. Half load was %,.0f puts/s; the compaction was still"
                + " running at the end of %.0f of %d rounds.",
            Comparison.median(p99),
            p99.stream().mapToDouble(d -> d).min().orElse(0),
            p99.stream().mapToDouble(d -> d).max().orElse(0),
            Comparison.median(p99) <= 2 ? "met" : "missed",
            Comparison.median(peaks) / 2,
            during.stream().mapToDouble(d -> d).sum(),
            rounds));
  }
}
