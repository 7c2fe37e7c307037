package io.sutra.mlbase.inference;

import io.sutra.domain.EmbeddingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the texts of all requests wait for inference, and from which batches are cut.
 *
 * <p>Two indexes over the same texts decide what is next. The <em>ring</em> holds the waiting
 * requests and is walked round-robin: the request at its head gives the first text of the next
 * batch and goes to the end, so a request of one text never waits behind all of a request of
 * thousands. The <em>length index</em> fills the batch, from any request: first with texts of
 * exactly the same length, which need no padding; and while the batch is still small, as it is when
 * short texts come one by one, with the texts nearest in length, which the encoder packs into rows
 * with next to none. So no text is padded by a long one, however mixed the traffic.
 *
 * <p>Room is counted in tokens, the unit of work. What counts against a request is the work that
 * would be done before it under round-robin: from each other request as many texts as it has
 * itself. A huge request therefore fills the queue for huge requests and not for small ones. Beside
 * that no more than {@value #MOST_REQUESTS} requests wait, however short their texts: each holds a
 * connection and its buffers in a small heap.
 *
 * <p>Thread-safe.
 */
public final class BatchQueue {

  /**
   * At about 13 KB of heap each, these are 7 MB, for which the young generation has room: more
   * would be moved into the old one, and to collect that stops every answer for 150 ms.
   */
  static final int MOST_REQUESTS = 512;

  private final int capacityTokens;
  private final BatchLimits limits;
  private final LongSupplier nanoClock;
  private final DrainRate drainRate;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();
  private final SequencedSet<WaitingRequest> ring = new LinkedHashSet<>();

  /** Those of the ring that came with several texts: only of them a part may count. */
  private final Set<WaitingRequest> ofSeveralTexts = new LinkedHashSet<>();

  private final NavigableMap<Integer, SequencedSet<EncodingJob>> byLength = new TreeMap<>();
  private int queuedTokens;
  private boolean closed;

  /**
   * Makes an empty queue.
   *
   * @param capacityTokens a request that finds this much work before it is refused; one that finds
   *     less is let in, whatever its own size
   * @param limits of a batch; a longer text is a batch of its own
   * @param nanoClock as {@link System#nanoTime}
   */
  public BatchQueue(
      int capacityTokens, BatchLimits limits, LongSupplier nanoClock, DrainRate drainRate) {
    this.capacityTokens = capacityTokens;
    this.limits = limits;
    this.nanoClock = nanoClock;
    this.drainRate = drainRate;
  }

  /**
   * Refuses early what {@link #submit} would refuse, before work is spent on it.
   *
   * @param texts of the request
   * @throws EmbeddingException as {@link #submit}
   */
  void checkRoom(int texts) {
    lock.lock();
    try {
      checkOpenAndRoomFor(texts);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets all texts of a request in, or none.
   *
   * @throws EmbeddingException when there is no room, saying when to come back, or when the service
   *     is stopping
   */
  void submit(PendingRequest request, List<TokenSequence> texts) {
    submitQuietly(request, texts);
    wake();
  }

  /**
   * As {@link #submit}, for a caller that goes on to {@link #poll} and then to {@link #wake}:
   * nobody is woken for work that the caller does itself.
   */
  void submitQuietly(PendingRequest request, List<TokenSequence> texts) {
    var waiting = new WaitingRequest(request, texts, nanoClock.getAsLong());
    lock.lock();
    try {
      checkOpenAndRoomFor(texts.size());
      ring.addLast(waiting);
      if (texts.size() > 1) {
        ofSeveralTexts.add(waiting);
      }
      for (EncodingJob job : waiting.jobs()) {
        byLength
            .computeIfAbsent(job.tokens().length(), length -> new LinkedHashSet<>())
            .addLast(job);
      }
      queuedTokens += waiting.tokens();
    } finally {
      lock.unlock();
    }
  }

  /** Wakes whoever waits in {@link #take}, if there is something to take. */
  void wake() {
    lock.lock();
    try {
      if (!ring.isEmpty()) {
        notEmpty.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void checkOpenAndRoomFor(int texts) {
    if (closed) {
      throw EmbeddingException.notReady("The service is stopping.", Duration.ofSeconds(1));
    }
    if (ring.size() >= MOST_REQUESTS) {
      throw EmbeddingException.busy(
          "The queue is full: "
              + ring.size()
              + " requests wait. Send the request again after the time in Retry-After.",
          drainRate.timeFor(limits.equalLengthTokens()));
    }
    // Asked for each request, most of all while there is no room; so not by walking the ring.
    long before =
        queuedTokens
            - ofSeveralTexts.stream()
                .mapToLong(other -> other.tokens() - other.tokensOfFirst(texts))
                .sum();
    if (before >= capacityTokens) {
      // Room comes with the next batch at the earliest, even if a single token is missing.
      long untilRoom = Math.max(before - capacityTokens + 1, limits.equalLengthTokens());
      throw EmbeddingException.busy(
          "The queue is full: "
              + queuedTokens
              + " tokens wait. Send the request again after the time in Retry-After.",
          drainRate.timeFor(untilRoom));
    }
  }

  /**
   * Waits for work and takes the next batch.
   *
   * @return 1 or more texts; empty once the queue is closed and drained
   */
  List<EncodingJob> take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        List<EncodingJob> batch = ring.isEmpty() ? List.of() : cutBatch();
        if (!batch.isEmpty()) {
          return batch;
        }
        if (ring.isEmpty()) {
          if (closed) {
            return List.of();
          }
          notEmpty.await();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes the next batch if there is one; empty otherwise. */
  List<EncodingJob> poll() {
    lock.lock();
    try {
      List<EncodingJob> batch = List.of();
      while (batch.isEmpty() && !ring.isEmpty()) {
        batch = cutBatch();
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /** May come out empty, when all that it looked at had been abandoned. */
  private List<EncodingJob> cutBatch() {
    WaitingRequest next = ring.removeFirst();
    ring.addLast(next);
    List<EncodingJob> batch = new ArrayList<>();
    int length = next.next().tokens().length();
    int tokens = add(batch, next.next());
    while (tokens + length <= limits.equalLengthTokens()) {
      SequencedSet<EncodingJob> sameLength = byLength.get(length);
      if (sameLength == null) {
        break;
      }
      tokens += add(batch, sameLength.getFirst());
    }
    // A batch of one length is only mixed with others while most of the row would be empty.
    if (tokens <= limits.mixedTokens() / 2) {
      fill(batch, length, limits.mixedTokens() - tokens);
    }
    return batch;
  }

  /** Adds texts that fit into {@code room}, those nearest to {@code length} first. */
  private void fill(List<EncodingJob> batch, int length, int room) {
    int left = room;
    Map.Entry<Integer, SequencedSet<EncodingJob>> nearest;
    while ((nearest = nearest(length, left)) != null) {
      left -= add(batch, nearest.getValue().getFirst());
    }
  }

  /** The waiting texts whose length is nearest to {@code length} and at most {@code room}. */
  private Map.@Nullable Entry<Integer, SequencedSet<EncodingJob>> nearest(int length, int room) {
    Map.Entry<Integer, SequencedSet<EncodingJob>> shorter =
        byLength.floorEntry(Math.min(length, room));
    Map.Entry<Integer, SequencedSet<EncodingJob>> longer = byLength.ceilingEntry(length);
    if (longer == null || longer.getKey() > room) {
      return shorter;
    }
    return shorter == null || longer.getKey() - length < length - shorter.getKey()
        ? longer
        : shorter;
  }

  /** Moves one text from the queue into the batch, or drops its request if nobody waits for it. */
  private int add(List<EncodingJob> batch, EncodingJob job) {
    if (job.request().isAbandoned()) {
      remove(job.owner());
      return 0;
    }
    remove(job);
    batch.add(job);
    return job.tokens().length();
  }

  private void remove(EncodingJob job) {
    WaitingRequest owner = job.owner();
    owner.remove(job);
    if (owner.isEmpty()) {
      leave(owner);
    }
    removeFromLengthIndex(job);
  }

  private void leave(WaitingRequest request) {
    ring.remove(request);
    ofSeveralTexts.remove(request);
  }

  private void remove(WaitingRequest request) {
    leave(request);
    request.jobs().forEach(this::removeFromLengthIndex);
    request.request().dropped(request.texts());
  }

  private void removeFromLengthIndex(EncodingJob job) {
    int length = job.tokens().length();
    SequencedSet<EncodingJob> sameLength = byLength.get(length);
    if (sameLength != null && sameLength.remove(job)) {
      queuedTokens -= length;
      if (sameLength.isEmpty()) {
        byLength.remove(length);
      }
    }
  }

  /** Frees the room of a request that nobody waits for any more. */
  void abandon(PendingRequest request) {
    lock.lock();
    try {
      ring.stream()
          .filter(waiting -> waiting.request() == request)
          .findFirst()
          .ifPresent(this::remove);
    } finally {
      lock.unlock();
    }
  }

  /** Whether no text waits. */
  boolean isEmpty() {
    lock.lock();
    try {
      return ring.isEmpty();
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

  /** How long the text that waits longest has waited; zero when none does. */
  public Duration age() {
    lock.lock();
    try {
      long now = nanoClock.getAsLong();
      return Duration.ofNanos(
          ring.stream().mapToLong(waiting -> now - waiting.enqueuedNanos()).max().orElse(0));
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
