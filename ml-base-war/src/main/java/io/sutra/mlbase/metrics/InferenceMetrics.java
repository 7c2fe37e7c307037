package io.sutra.mlbase.metrics;

import io.sutra.mlbase.inference.BatchQueue;
import io.sutra.mlbase.inference.InferenceObserver;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Histogram;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.Timer;

/**
 * Counts and times what {@link InferenceObserver} reports of one model, under the tag {@code
 * model}. Thread-safe.
 */
public final class InferenceMetrics implements InferenceObserver {

  private final MetricRegistry registry;
  private final Tag model;
  private final Counter rejected;
  private final Counter timedOut;
  private final Counter abandoned;
  private final Counter truncated;
  private final Counter texts;
  private final Counter tokens;
  private final Histogram batchTexts;
  private final Histogram batchTokens;
  private final Timer tokenize;
  private final Timer queueWait;
  private final Timer inference;
  private final LongAdder textTokens = new LongAdder();
  private final LongAdder computedTokens = new LongAdder();

  /** Registers everything, so that each metric is there, as zero, before it first happens. */
  public InferenceMetrics(MetricRegistry registry, String model) {
    this.registry = registry;
    this.model = new Tag("model", model);
    rejected = counter("sutra_rejected", "Requests refused with a 429 because the queue was full");
    timedOut = counter("sutra_timed_out", "Requests given up because their time ran out");
    abandoned =
        counter(
            "sutra_abandoned", "Requests dropped because their caller had closed the connection");
    truncated = counter("sutra_truncated_texts", "Texts cut to the model's window");
    texts = counter("sutra_texts", "Texts computed");
    tokens = counter("sutra_tokens", "Tokens of the texts computed, without padding");
    batchTexts = registry.histogram(described("sutra_batch_texts", "Texts of a batch"), this.model);
    batchTokens =
        registry.histogram(
            described("sutra_batch_tokens", "Tokens of a batch, without padding"), this.model);
    tokenize =
        registry.timer(
            described("sutra_tokenize", "Turning the texts of a request into tokens"), this.model);
    queueWait =
        registry.timer(described("sutra_queue_wait", "A text's wait for a batch"), this.model);
    inference =
        registry.timer(
            described("sutra_inference", "One run of the model over a batch"), this.model);
    registry.gauge(
        described("sutra_padding_share", "Computed tokens that were padding, since the start"),
        this,
        InferenceMetrics::paddingShare,
        this.model);
  }

  /** Shows how full {@code queue} is. */
  public void watch(BatchQueue queue) {
    registry.gauge(
        described("sutra_queue_tokens", "Tokens that wait for inference"),
        queue,
        BatchQueue::queuedTokens,
        model);
    registry.gauge(
        described("sutra_queue_age_seconds", "The longest that a waiting text has waited"),
        queue,
        waiting -> waiting.age().toNanos() / 1e9,
        model);
  }

  @Override
  public void tokenized(Duration took, int truncatedTexts) {
    tokenize.update(took);
    truncated.inc(truncatedTexts);
  }

  @Override
  public void rejected() {
    rejected.inc();
  }

  @Override
  public void timedOut() {
    timedOut.inc();
  }

  @Override
  public void abandoned() {
    abandoned.inc();
  }

  @Override
  public void dequeued(Duration waited) {
    queueWait.update(waited);
  }

  @Override
  public void computed(int batch, int ofTexts, int ofModel, Duration took) {
    texts.inc(batch);
    tokens.inc(ofTexts);
    batchTexts.update(batch);
    batchTokens.update(ofTexts);
    inference.update(took);
    textTokens.add(ofTexts);
    computedTokens.add(ofModel);
  }

  private double paddingShare() {
    long computed = computedTokens.sum();
    return computed == 0 ? 0 : 1 - (double) textTokens.sum() / computed;
  }

  private Counter counter(String name, String description) {
    return registry.counter(described(name, description), model);
  }

  private static Metadata described(String name, String description) {
    return Metadata.builder().withName(name).withDescription(description).build();
  }
}
