package io.sutra.mlbase.inference;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;

/**
 * The threads that compute: each takes a batch, runs the model, hands out the vectors, repeats. A
 * caller that would only wait for them can compute a batch itself while one of them has nothing to
 * do, see {@link #computeHere}; never do more threads compute at once than there are workers.
 */
public final class InferenceWorkers implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(InferenceWorkers.class.getName());
  private static final Duration LONGEST_CLOSE = Duration.ofMinutes(1);

  private final BatchQueue queue;
  private final SentenceEncoder encoder;
  private final DrainRate drainRate;
  private final InferenceObserver observer;
  private final int count;
  private final CountDownLatch running;

  /** A permit for each that may compute; after {@link #close} nobody gets one any more. */
  private final Semaphore computing;

  private volatile boolean ended;

  private InferenceWorkers(
      BatchQueue queue,
      SentenceEncoder encoder,
      DrainRate drainRate,
      InferenceObserver observer,
      int count) {
    this.queue = queue;
    this.encoder = encoder;
    this.drainRate = drainRate;
    this.observer = observer;
    this.count = count;
    this.running = new CountDownLatch(count);
    this.computing = new Semaphore(count);
  }

  /**
   * Starts {@code count} threads that work until {@link #close}.
   *
   * <p>Their priority is below that of the threads that read requests, where the virtual machine
   * has been told to obey it: nothing relies on it, but a refusal comes sooner while inference
   * fills the processor.
   */
  @SuppressWarnings("ThreadPriorityCheck")
  public static InferenceWorkers start(
      BatchQueue queue,
      SentenceEncoder encoder,
      DrainRate drainRate,
      InferenceObserver observer,
      int count) {
    var workers = new InferenceWorkers(queue, encoder, drainRate, observer, count);
    IntStream.range(0, count)
        .forEach(
            i ->
                Thread.ofPlatform()
                    .name("inference-" + i)
                    .priority(Thread.MIN_PRIORITY)
                    .daemon()
                    .start(workers::work));
    return workers;
  }

  private void work() {
    try {
      while (true) {
        List<EncodingJob> batch = queue.take();
        if (batch.isEmpty()) {
          return;
        }
        computing.acquire();
        try {
          compute(batch);
        } catch (RuntimeException | Error e) {
          // What was not expected ends these requests, and not the thread.
          batch.forEach(job -> job.request().fail(e));
        } finally {
          computing.release();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      running.countDown();
    }
  }

  /**
   * Computes one batch on the caller's thread if one waits and a worker could have computed it. For
   * a single short text this saves to wake a worker and to be woken by it, which on an idle machine
   * takes longer than everything else around the model. After {@link #close} it computes nothing.
   */
  public void computeHere() {
    if (computing.tryAcquire()) {
      try {
        List<EncodingJob> batch = queue.poll();
        if (!batch.isEmpty()) {
          compute(batch);
        }
      } finally {
        computing.release();
      }
    }
  }

  /** Whatever the model throws is its request's answer; an error must not end the thread. */
  private void compute(List<EncodingJob> batch) {
    long start = System.nanoTime();
    try {
      List<TokenSequence> texts = batch.stream().map(EncodingJob::tokens).toList();
      float[][] vectors = encoder.encode(texts);
      long took = System.nanoTime() - start;
      int tokens = texts.stream().mapToInt(TokenSequence::length).sum();
      drainRate.record(tokens, took);
      observer.computed(
          texts.size(), tokens, encoder.computedTokens(texts), Duration.ofNanos(took));
      for (int i = 0; i < vectors.length; i++) {
        EncodingJob job = batch.get(i);
        long waited = start - job.enqueuedNanos();
        observer.dequeued(Duration.ofNanos(waited));
        job.request().complete(job.index(), vectors[i], waited, took);
      }
    } catch (RuntimeException | Error e) {
      if (batch.size() == 1) {
        batch.getFirst().request().fail(e);
      } else {
        // One bad text must not spoil the others' answers: find it by computing each alone.
        LOG.log(Level.WARNING, "A batch failed; its texts are computed one at a time", e);
        for (EncodingJob job : batch) {
          if (job.request().isAbandoned()) {
            job.request().dropped(1);
          } else {
            compute(List.of(job));
          }
        }
      }
    }
  }

  /**
   * Closes the queue, lets what waits be computed, and returns when nobody computes any more, no
   * caller either; or after a minute. {@link #haveEnded} says which.
   */
  @Override
  public void close() {
    if (ended) {
      return;
    }
    queue.close();
    long deadline = System.nanoTime() + LONGEST_CLOSE.toNanos();
    try {
      ended =
          running.await(LONGEST_CLOSE.toNanos(), TimeUnit.NANOSECONDS)
              && computing.tryAcquire(count, deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (!ended) {
        LOG.warning("Inference did not end within a minute");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether nobody computes and nobody will, so that the model can be closed. */
  public boolean haveEnded() {
    return ended;
  }
}
