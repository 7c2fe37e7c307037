package io.sutra.mlbase.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.domain.EmbedRequest;
import io.sutra.domain.EmbeddingException;
import io.sutra.domain.EmbeddingException.Reason;
import io.sutra.domain.RequestLimits;
import io.sutra.domain.vector.Matryoshka;
import io.sutra.mlbase.inference.EmbeddingParts.Part;
import io.sutra.mlbase.model.ModelDescription;
import io.sutra.mlbase.model.Pooling;
import io.sutra.mlbase.model.Precision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An answer text by text: what comes before the others, and what still comes after a failure. */
@Timeout(60)
final class EmbeddingPartsTest {

  private static final Duration LONG = Duration.ofSeconds(50);

  private final DrainRate drainRate = new DrainRate(4);
  private final BatchQueue queue =
      new BatchQueue(1_000_000, new BatchLimits(40, 0), System::nanoTime, drainRate);
  private final CountDownLatch gate = new CountDownLatch(1);
  private final List<InferenceWorkers> started = new ArrayList<>();

  private void start(HashEncoder encoder) {
    started.add(InferenceWorkers.start(queue, encoder, drainRate, InferenceObserver.NONE, 1));
  }

  @AfterEach
  void stop() {
    gate.countDown();
    started.forEach(InferenceWorkers::close);
  }

  private EmbeddingParts parts(Duration timeout, String... texts) {
    var model =
        new ModelDescription(
            "fake",
            "a test",
            "MIT",
            HashEncoder.DIMENSION,
            List.of(HashEncoder.DIMENSION),
            Pooling.CLS,
            false,
            "",
            "",
            100,
            1 << 16,
            Precision.FLOAT32,
            Map.of());
    return new EmbeddingService(
            model,
            HashEncoder.DIMENSION,
            new RequestLimits(1 << 20, 2_048, 10_000),
            timeout,
            new CharacterTokenizer(),
            queue,
            () -> {},
            drainRate,
            InferenceObserver.NONE)
        .embedInParts(
            new EmbedRequest(
                List.of(texts),
                OptionalInt.empty(),
                true,
                Optional.empty(),
                Optional.empty(),
                true));
  }

  private static float[] finished(String text) {
    return Matryoshka.take(HashEncoder.vector(text), HashEncoder.DIMENSION, true);
  }

  private static Part.Vector vector(EmbeddingParts parts) throws InterruptedException {
    return switch (parts.next()) {
      case Part.Vector vector -> vector;
      case Part.End end -> throw new AssertionError("the end came before a vector: " + end);
    };
  }

  private static Part.End end(EmbeddingParts parts) throws InterruptedException {
    return switch (parts.next()) {
      case Part.Vector vector -> throw new AssertionError("a vector came instead of the end");
      case Part.End end -> end;
    };
  }

  @Test
  void next_eachBatch_comesAsSoonAsItIsComputed() throws Exception {
    // Each is a batch of its own; the longest is computed first.
    String longest = "a".repeat(60);
    String shorter = "b".repeat(50);
    start(new HashEncoder());
    EmbeddingParts parts = parts(LONG, shorter, longest);

    Part.Vector first = vector(parts);
    Part.Vector second = vector(parts);
    Part.End end = end(parts);

    assertThat(List.of(first.index(), second.index())).containsExactly(1, 0);
    assertThat(first.vector()).isEqualTo(finished(longest));
    assertThat(second.vector()).isEqualTo(finished(shorter));
    assertThat(first.tokens().whole()).isEqualTo(62);
    assertThat(end.failure()).isEmpty();
    assertThat(end.inferenceTime()).isPositive();
    parts.ended().join();
  }

  @Test
  void next_timeIsUpWhileABatchIsComputed_givesItsVectorsBeforeTheEnd() throws Exception {
    String longest = "a".repeat(60);
    var encoder = new HashEncoder(gate);
    start(encoder);
    EmbeddingParts parts = parts(Duration.ofMillis(200), "b".repeat(50), longest);
    encoder.awaitFirstBatch();
    while (queue.queuedTokens() > 0) {
      Thread.onSpinWait();
    }
    gate.countDown();

    assertThat(vector(parts).vector()).isEqualTo(finished(longest));
    EmbeddingException failure = end(parts).failure().orElseThrow();
    assertThat(failure.reason()).isEqualTo(Reason.TIMED_OUT);
    assertThat(encoder.texts()).containsExactly(longest);
  }

  @Test
  void next_textThatFails_leavesWhatWasComputedBefore() throws Exception {
    start(new HashEncoder());
    String longest = "a".repeat(60);
    EmbeddingParts parts = parts(LONG, "bad!".repeat(10), longest, "never");

    assertThat(vector(parts).index()).isEqualTo(1);
    assertThat(end(parts).failure().orElseThrow().reason()).isEqualTo(Reason.FAILED);
  }

  @Test
  void begun_failureBeforeAnyVector_isKnownWithoutTakingAPart() {
    // No worker has been started.
    EmbeddingParts parts = parts(Duration.ofMillis(20), "a", "b");

    parts.begun().join();

    assertThat(parts.failureBeforeAnyVector().orElseThrow().reason()).isEqualTo(Reason.TIMED_OUT);
    assertThat(queue.queuedTokens()).isZero();
  }

  @Test
  void ended_cancelled_dropsWhatWaitsAndBlamesNobody() throws Exception {
    var encoder = new HashEncoder(gate);
    start(encoder);
    String longest = "a".repeat(60);
    EmbeddingParts parts = parts(LONG, longest, "b".repeat(50));
    encoder.awaitFirstBatch();

    assertThat(parts.ended().cancel(false)).isTrue();
    assertThat(queue.queuedTokens()).isZero();
    gate.countDown();

    assertThat(vector(parts).index()).isZero();
    assertThat(end(parts).failure().orElseThrow().reason()).isEqualTo(Reason.NOT_READY);
    assertThat(encoder.texts()).containsExactly(longest);
  }
}
