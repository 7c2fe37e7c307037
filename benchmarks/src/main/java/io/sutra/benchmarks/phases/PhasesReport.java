package io.sutra.benchmarks.phases;

import io.sutra.benchmarks.cache.Load;
import io.sutra.benchmarks.inference.Bar;
import io.sutra.benchmarks.inference.BarChart;
import io.sutra.benchmarks.inference.Console;
import io.sutra.benchmarks.inference.Machine;
import io.sutra.benchmarks.inference.Statistics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The table on the terminal, and the page and the chart that keep it.
 *
 * @param load the machine's load average over a minute, just before the start
 * @param contenders in their order, the first being what the others are compared with
 */
record PhasesReport(PhasesBenchmark.Options options, double load, List<Contender> contenders) {

  private static final double SPEED_BAR = 21;
  private static final double HIT_RATE_BAR = 0.85;

  private List<Bar> bars() {
    Contender cached = cached();
    return List.of(
        Bar.atLeast(
            "Phases 0+1 ÷ v2 behaviour, requests per second",
            ratio(cached, contenders.getFirst()),
            SPEED_BAR),
        Bar.atLeast(
            "Combined hit rate of phases 0+1",
            cached.l1HitRate() + cached.l2HitRate(),
            HIT_RATE_BAR));
  }

  boolean isMet() {
    return bars().stream().allMatch(Bar::met);
  }

  private Contender cached() {
    return contenders.get(3);
  }

  private static double ratio(Contender contender, Contender other) {
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < contender.turns().size(); round++) {
      ratios.add(contender.turns().get(round).perSecond() / other.turns().get(round).perSecond());
    }
    return Statistics.median(ratios);
  }

  private static double median(Contender contender, ToDoubleFunction<Load.Measured> number) {
    return Statistics.median(contender.turns().stream().map(number::applyAsDouble).toList());
  }

  void write() throws IOException {
    for (Bar bar : bars()) {
      Console.say(
          "%-50s %12s   %-10s %s"
              .formatted(bar.what(), bar.value(), bar.required(), bar.met() ? "met" : "MISSED"));
    }
    Path page = options.report().toAbsolutePath();
    String chart = options.report().getFileName().toString().replaceFirst("\\.md$", "") + ".svg";
    Files.createDirectories(page.getParent());
    Files.writeString(page, page(chart));
    Map<String, Double> speeds = new LinkedHashMap<>();
    contenders.forEach(
        contender -> speeds.put(contender.name(), median(contender, Load.Measured::perSecond)));
    Files.writeString(page.resolveSibling(chart), BarChart.draw("Requests per second", "", speeds));
    Console.say("Written: %s, %s".formatted(page, page.resolveSibling(chart)));
  }

  private String page(String chart) throws IOException {
    return """
        # What each phase contributes

        `./sutra bench phases` on %s. Load average before the start: %.1f. %d rounds of %d s per contender, in turn; medians, and medians of the ratios. 32 connections that ask as fast as they are answered, one text a request; they run on the same cores as the servers.

        | | measured | bar | |
        |---|---|---|---|
        %s

        ![Requests per second](%s)

        | | requests/s | ÷ v2 | p50 | p95 | p99 | hits in memory | in the shard | together | bytes of a vector | of an answer |
        |---|---|---|---|---|---|---|---|---|---|---|
        %s

        %s

        The stream is that of [bench cache](cache.md): WordNet glosses, 110,000 different ones, drawn by Zipf's law (exponent 1.1945). %,d requests of it fill the caches first, of the sizes that they have unless set (10,000 vectors in memory, 100,000 in the shard); each contender then goes on from there, with every text that it has not seen computed as it comes. The first requests after an empty start are as slow as without caches, and the fewer have filled them, the smaller the ratio.

        v2 behaviour is what [a rollback](../deployment/PRODUCTION_DEPLOYMENT_GUIDE.md#rolling-back) gives, with one text at a time as v2 did: no caches (`SUTRA_CACHE_ENABLED=false`), one inference at a time that all cores share (`SUTRA_INFERENCE_THREADS=1`, `SUTRA_OPERATOR_THREADS` at the number of cores), no batches (`SUTRA_BATCH_TOKENS=1`). It is not the old code: it has today's servers and today's rewritten graph, which are quicker. Against today's ml-base without caches, which computes as many texts at once as there are cores, phases 0+1 carry %.1f times as much.

        What the numbers say:

        - **Phase 0** does not make inference faster: the model computes all 384 numbers whatever is kept. It saves what vectors take in memory, in the shard, on the wire and in the index that they go to.
        - **Today's ml-base** carries more than v2's way because cores that work on texts of their own do not wait for each other. It belongs to no phase: it is there without caches too.
        - **Phase 1** answers what was asked before without inference; that is most of the gain.
        - **Phase 2** adds no speed on one machine, whose cores one ml-base already uses. It adds machines, and a replica can be lost or restarted without losing a request.
        """
        .formatted(
            Machine.describe(),
            load,
            options.rounds(),
            options.window().toSeconds(),
            bars().stream()
                .map(
                    bar ->
                        "| %s | %s | %s | %s |"
                            .formatted(
                                bar.what(),
                                bar.value(),
                                bar.required(),
                                bar.met() ? "met" : "**missed**"))
                .collect(Collectors.joining("\n")),
            chart,
            contenders.stream().map(this::row).collect(Collectors.joining("\n")),
            contenders.stream()
                .map(contender -> "- %s: %s".formatted(contender.name(), contender.means()))
                .collect(Collectors.joining("\n")),
            options.before(),
            ratio(cached(), contenders.get(2)));
  }

  private String row(Contender contender) {
    return "| %s | %,.0f | %.1f | %.2f ms | %.2f ms | %.2f ms | %.3f | %.3f | %.3f | %,d | %,d |"
        .formatted(
            contender.name(),
            median(contender, Load.Measured::perSecond),
            ratio(contender, contenders.getFirst()),
            median(contender, turn -> turn.percentile(50)),
            median(contender, turn -> turn.percentile(95)),
            median(contender, turn -> turn.percentile(99)),
            contender.l1HitRate(),
            contender.l2HitRate(),
            contender.l1HitRate() + contender.l2HitRate(),
            4 * contender.dimension(),
            contender.answerBytes());
  }
}
