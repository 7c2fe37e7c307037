package io.sutra.benchmarks.shard;

import io.sutra.cache.api.wire.Request;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;

/** The 99th percentile of a put under {@code everysec}, at half load, while a compaction runs. */
final class LatencyBenchmark {

  private static final int CLIENTS = 32;
  private static final int VECTOR = 1024;

  private final Path jar;
  private final int rounds;
  private final Report report;

  LatencyBenchmark(Path jar, int rounds, Report report) {
    this.jar = jar;
    this.rounds = rounds;
    this.report = report;
  }

  void run() throws IOException {
    Map<String, String> settings =
        Map.of("SUTRA_CACHE_SYNC", "everysec", "SUTRA_CACHE_CAPACITY", "200000");
    List<Double> peaks = new ArrayList<>();
    List<Double> p99 = new ArrayList<>();
    List<Double> during = new ArrayList<>();
    List<Double> floor = new ArrayList<>();
    List<Double> alone = new ArrayList<>();
    ByteBuffer ping = Frames.encode(new Request.Ping(ByteBuffer.allocate(8)));
    try (Processes.Server shard = Processes.shard(jar, settings);
        LoadClient client = new LoadClient(shard.port(), CLIENTS)) {
      ShardBenchmark.fill(shard.port(), 200_000);
      long next = 1_000_000;
      PreparedPuts puts = new PreparedPuts(VECTOR);
      client.run(300_000, puts.prepare(next, 300_000));
      next += 300_000;
      for (int round = 0; round < rounds; round++) {
        double peak = client.run(200_000, puts.prepare(next, 200_000)).perSecond();
        next += 200_000;
        peaks.add(peak);
        int count = (int) (peak / 2 * 3);
        floor.add(client.run(count, i -> ping, peak / 2).percentileMillis(0.99));
        alone.add(client.run(count, puts.prepare(next, count), peak / 2).percentileMillis(0.99));
        next += count;
        LongFunction<ByteBuffer> prepared = puts.prepare(next, count);
        CompletableFuture<Boolean> compaction = ShardBenchmark.compactInBackground(shard.port());
        LoadClient.Result result = client.run(count, prepared, peak / 2);
        next += count;
        during.add(compaction.isDone() ? 0.0 : 1.0);
        p99.add(result.percentileMillis(0.99));
        compaction.join();
      }
    }
    report.judge(Bar.PUT_IN_COMPACTION, Samples.median(p99));
    report.say("");
    report.say(
        String.format(
            Locale.ROOT,
            "Put under `everysec` at half load while a compaction runs: p99 median %.2f ms (%.2f to"
                + " %.2f), bar %s: %s. Half load was %,.0f puts/s; the compaction was still"
                + " running at the end of %.0f of %d rounds. What the machine and the generator, on"
                + " the same processors, cost alone: a ping at the same rate, in the same rounds,"
                + " p99 median %.2f ms (%.2f to %.2f). The same puts without a compaction: %.2f ms"
                + " (%.2f to %.2f).",
            Samples.median(p99),
            Samples.least(p99),
            Samples.most(p99),
            Bar.PUT_IN_COMPACTION.showLimit(),
            Bar.PUT_IN_COMPACTION.verdict(Samples.median(p99)),
            Samples.median(peaks) / 2,
            during.stream().mapToDouble(d -> d).sum(),
            rounds,
            Samples.median(floor),
            Samples.least(floor),
            Samples.most(floor),
            Samples.median(alone),
            Samples.least(alone),
            Samples.most(alone)));
  }
}
