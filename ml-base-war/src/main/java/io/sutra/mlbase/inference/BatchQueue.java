package io.sutra.mlbase.inference;

import io.sutra.api.EmbeddingException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the texts of all requests wait for inference, and from which batches are cut.
 *
 * <p>Two indexes over the same jobs decide what is next. The <em>ring</em> holds the waiting
 * requests, each with its own texts, and is walked round-robin: the request at its head gives the
 * first text of the next batch and goes to the end, so a request of one text never waits behind all
 * of a request of thousands. The <em>length index</em> then fills the batch, from any request, with
 * texts of nearly the same length: at least 95 % of the first one's, so that padding stays below 5
 * % of any batch, however mixed the traffic. A job that is taken through one index is skipped when
 * the other one comes to it.
 *
 * <p>Room is counted in tokens, the unit of work, and not in requests. Thread-safe.
 */
public final class BatchQueue {

  /** A batch's shortest text has at least this share of the tokens of its longest. */
  private static final double MINIMUM_FILL = 0.95;

  private final int capacityTokens;
  private final int batchTokens;
  private final LongSupplier nanoClock;
  private final DrainRate drainRate;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();
  private final Deque<Deque<EncodingJob>> ring = new ArrayDeque<>();
  private final NavigableMap<Integer, Deque<EncodingJob>> byLength = new TreeMap<>();
  private int queuedTokens;
  private boolean closed;

  /**
   * Makes an empty queue.
   *
   * @param capacityTokens the most that may wait; a request that finds the queue empty is always
   *     let in
   * @param batchTokens the most padded tokens of one batch; a longer text is a batch of its own
   * @param nanoClock as {@link System#nanoTime}
   */
  public BatchQueue(
      int capacityTokens, int batchTokens, LongSupplier nanoClock, DrainRate drainRate) {
    this.capacityTokens = capacityTokens;
    this.batchTokens = batchTokens;
    this.nanoClock = nanoClock;
    this.drainRate = drainRate;
  }

  /**
   * Lets all texts of a request in, or none.
   *
   * @throws EmbeddingException when there is no room, saying when to come back, or when the service
   *     is stopping
   */
  void submit(PendingRequest request, List<TokenSequence> texts) {
    int tokens = texts.stream().mapToInt(TokenSequence::length).sum();
    long now = nanoClock.getAsLong();
    // The longest texts of a request go first: they take longest, and its short ones can still join
    // the batches of others.
    List<EncodingJob> jobs = new ArrayList<>(texts.size());
    for (int i = 0; i < texts.size(); i++) {
      jobs.add(new EncodingJob(request, i, texts.get(i), now));
    }
    jobs.sort(Comparator.comparingInt((EncodingJob job) -> job.tokens.length()).reversed());
    lock.lock();
    try {
      if (closed) {
        throw EmbeddingException.notReady("The service is stopping.", Duration.ofSeconds(1));
      }
      if (queuedTokens > 0 && (long) queuedTokens + tokens > capacityTokens) {
        throw EmbeddingException.busy(
            "The queue is full: "
                + queuedTokens
                + " tokens wait, at most "
                + capacityTokens
                + " may. Try again later.",
            drainRate.timeFor((long) queuedTokens + tokens - capacityTokens));
      }
      ring.addLast(new ArrayDeque<>(jobs));
      for (EncodingJob job : jobs) {
        byLength.computeIfAbsent(job.tokens.length(), length -> new ArrayDeque<>()).addLast(job);
      }
      queuedTokens += tokens;
      notEmpty.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for work and takes the next batch.
   *
   * @return 1 or more jobs, the longest first; empty once the queue is closed and drained
   */
  List<EncodingJob> take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        EncodingJob first = pollFairly();
        if (first != null) {
          return fill(first);
        }
        if (closed) {
          return List.of();
        }
        notEmpty.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private @Nullable EncodingJob pollFairly() {
    Deque<EncodingJob> texts;
    while ((texts = ring.pollFirst()) != null) {
      EncodingJob job;
      while ((job = texts.pollFirst()) != null) {
        if (isWanted(job)) {
          take(job);
          if (!texts.isEmpty()) {
            ring.addLast(texts);
          }
          return job;
        }
      }
    }
    byLength.clear();
    return null;
  }

  private List<EncodingJob> fill(EncodingJob first) {
    int longest = first.tokens.length();
    int shortest = (int) Math.ceil(longest * MINIMUM_FILL);
    int most = Math.max(1, batchTokens / longest);
    List<EncodingJob> batch = new ArrayList<>();
    batch.add(first);
    var candidates =
        byLength.subMap(shortest, true, longest, true).descendingMap().values().iterator();
    while (candidates.hasNext()) {
      Deque<EncodingJob> sameLength = candidates.next();
      // Jobs that left through the ring are dropped even once the batch is full: where each text is
      // a batch of its own, nothing else would ever drop them.
      EncodingJob job = sameLength.peekFirst();
      while (job != null && (job.taken || batch.size() < most)) {
        sameLength.removeFirst();
        if (isWanted(job)) {
          take(job);
          batch.add(job);
        }
        job = sameLength.peekFirst();
      }
      if (sameLength.isEmpty()) {
        candidates.remove();
      }
      if (batch.size() >= most) {
        break;
      }
    }
    return batch;
  }

  /** False for a job that has left already; an abandoned one leaves now. */
  private boolean isWanted(EncodingJob job) {
    if (job.taken) {
      return false;
    }
    if (job.request.isAbandoned()) {
      take(job);
      return false;
    }
    return true;
  }

  private void take(EncodingJob job) {
    job.taken = true;
    queuedTokens -= job.tokens.length();
  }

  /** Frees the room of a request that nobody waits for any more. */
  void abandon(PendingRequest request) {
    lock.lock();
    try {
      for (Deque<EncodingJob> texts : ring) {
        EncodingJob head = texts.peekFirst();
        if (head != null && head.request == request) {
          texts.forEach(
              job -> {
                if (!job.taken) {
                  take(job);
                }
              });
          texts.clear();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Tokens that wait. */
  public int queuedTokens() {
    lock.lock();
    try {
      return queuedTokens;
    } finally {
      lock.unlock();
    }
  }

  /** Takes no more requests; what waits is still given out. */
  void close() {
    lock.lock();
    try {
      closed = true;
      notEmpty.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
