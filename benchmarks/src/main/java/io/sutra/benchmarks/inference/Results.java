package io.sutra.benchmarks.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All parts of one run.
 *
 * @param load the machine's load average over a minute, just before the start
 * @param overload of three times the load
 * @param modelBytes size of the model's file
 * @param peakResident bytes of memory at the server's peak
 * @param padding the share of computed tokens that were padding, if the server counts it
 * @param batchTexts mean texts of a batch, if the server counts it
 */
record Results(
    double load,
    ThroughputPart.Result throughput,
    SingleTextPart.Result single,
    OverloadPart.Result overload,
    long modelBytes,
    long peakResident,
    Optional<Double> padding,
    Optional<Double> batchTexts) {

  List<Bar> bars() {
    var http = ThroughputPart.Contender.HTTP;
    List<Bar> bars = new ArrayList<>();
    bars.add(
        Bar.atLeast(
            "HTTP throughput ÷ raw ONNX Runtime",
            throughput.ratio(http, ThroughputPart.Contender.RAW),
            0.95));
    bars.add(
        Bar.atLeast(
            "÷ langchain4j, one text a call",
            throughput.ratio(http, ThroughputPart.Contender.LANGCHAIN),
            1.5));
    bars.add(
        Bar.atLeast(
            "÷ langchain4j, 32 texts a call",
            throughput.ratio(http, ThroughputPart.Contender.LANGCHAIN_LISTS),
            1.5));
    bars.add(Bar.atMost("One text of 10 words, p50 ÷ raw session's p50", single.ratio(), 1.15, ""));
    bars.add(
        Bar.atLeast(
            "Goodput at three times the load ÷ peak",
            overload.goodput() / throughput.median(http),
            0.8));
    bars.add(
        overload.refusalMillis().isEmpty()
            ? new Bar("Slowest refusal", "nothing was refused", "≤ 100 ms", false)
            : Bar.atMost("Slowest refusal", overload.refusalMillis().get(2), 100, " ms"));
    bars.add(Bar.none("Refusals without Retry-After", overload.withoutRetryAfter()));
    bars.add(Bar.none("Failures that are not 429 or 503", overload.otherFailures()));
    bars.add(Bar.atMost("Normal again after", overload.recovery().toMillis() / 1e3, 10, " s"));
    bars.add(
        Bar.atMost(
            "Peak resident memory", peakResident / 1e6, (1.3 * modelBytes + 300e6) / 1e6, " MB"));
    return bars;
  }
}
