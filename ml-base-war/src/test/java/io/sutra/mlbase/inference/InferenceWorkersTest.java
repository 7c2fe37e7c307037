package io.sutra.mlbase.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class InferenceWorkersTest {

  private final DrainRate drainRate = new DrainRate(1);
  private final BatchQueue queue =
      new BatchQueue(1_000, new BatchLimits(512, 128), System::nanoTime, drainRate);

  private InferenceWorkers start(SentenceEncoder encoder, InferenceObserver observer) {
    return InferenceWorkers.start(queue, encoder, drainRate, observer, 1);
  }

  private PendingRequest submitQuietly() {
    var request = new PendingRequest(1);
    queue.submitQuietly(request, List.of(new TokenSequence(new long[] {1, 2})));
    return request;
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      if (Thread.interrupted()) {
        throw new IllegalStateException("it does not come in time");
      }
      Thread.onSpinWait();
    }
  }

  @Test
  void close_whileACallerComputes_waitsForIt() throws Exception {
    var gate = new CountDownLatch(1);
    var encoder = new HashEncoder(gate);
    InferenceWorkers workers = start(encoder, InferenceObserver.NONE);
    await(InferenceWorkersTest::theWorkerWaits);
    PendingRequest request = submitQuietly();
    Thread caller = Thread.ofPlatform().start(workers::computeHere);
    encoder.awaitFirstBatch();
    var computedAtTheEnd = new AtomicBoolean();

    Thread closing =
        Thread.ofPlatform()
            .start(
                () -> {
                  workers.close();
                  computedAtTheEnd.set(request.result().isDone());
                });
    // The threads have ended; now it returns too early, or it waits for the caller.
    await(() -> closing.getState() == Thread.State.TERMINATED || waitsForAPermit(closing));
    gate.countDown();
    closing.join();
    caller.join();

    assertThat(computedAtTheEnd).isTrue();
    assertThat(workers.haveEnded()).isTrue();
  }

  /** Otherwise it could take the text before the caller does. */
  private static boolean theWorkerWaits() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("inference-0"))
        .allMatch(thread -> thread.getState() == Thread.State.WAITING);
  }

  private static boolean waitsForAPermit(Thread thread) {
    return Stream.of(thread.getStackTrace())
        .anyMatch(frame -> frame.getClassName().equals(Semaphore.class.getName()));
  }

  @Test
  void computeHere_afterTheEnd_computesNothing() {
    var encoder = new HashEncoder();
    InferenceWorkers workers = start(encoder, InferenceObserver.NONE);
    workers.close();
    // As a caller that is in the middle of it when the queue is closed.
    workers.computeHere();
    workers.close();

    assertThat(encoder.batches()).isEmpty();
    assertThat(workers.haveEnded()).isTrue();
  }

  @Test
  void computeHere_whileItIsClosed_leavesItsTextToTheWorkers() throws Exception {
    var encoder = new HashEncoder();
    InferenceWorkers workers = start(encoder, InferenceObserver.NONE);
    CompletableFuture<PendingRequest.Computed> result = submitQuietly().result();

    workers.close();
    workers.computeHere();

    assertThat(result.get(0, TimeUnit.SECONDS).vectors()).hasSize(1);
  }

  @Test
  void work_afterAnObserverThatFailed_goesOn() throws Exception {
    var failures = new AtomicInteger();
    InferenceObserver failing =
        new InferenceObserver() {
          @Override
          public void dequeued(Duration waited) {
            failures.incrementAndGet();
            throw new NoClassDefFoundError("unexpected");
          }
        };
    InferenceWorkers workers = start(new HashEncoder(), failing);

    for (int i = 0; i < 2; i++) {
      PendingRequest request = submitQuietly();
      queue.wake();
      assertThat(request.result().handle((value, failure) -> failure).get())
          .isInstanceOf(NoClassDefFoundError.class);
    }
    workers.close();

    assertThat(failures).hasPositiveValue();
  }
}
