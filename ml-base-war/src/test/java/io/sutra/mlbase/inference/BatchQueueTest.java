package io.sutra.mlbase.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sutra.domain.EmbeddingException;
import io.sutra.domain.EmbeddingException.Reason;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class BatchQueueTest {

  private static final long SECOND = 1_000_000_000;
  private static final int MIXED = 64;

  private final AtomicLong clock = new AtomicLong();
  private final DrainRate drainRate = new DrainRate(1);

  // Which job is next

  @Test
  void take_smallRequestBehindAHugeOne_isNextButOneAtTheLatest() throws Exception {
    BatchQueue queue = queue(1_000_000, 512);
    submit(queue, lengths(2_048, 100));
    assertThat(queue.take()).hasSize(5);

    PendingRequest small = submit(queue, 10);

    List<EncodingJob> soon = new ArrayList<>(queue.take());
    soon.addAll(queue.take());
    assertThat(soon).extracting(job -> job.request()).contains(small);
  }

  @Test
  void take_severalRequests_startFromEachInTurn() throws Exception {
    BatchQueue queue = queue(1_000_000, 1);
    PendingRequest a = submit(queue, 100, 200, 300);
    PendingRequest b = submit(queue, 400);
    PendingRequest c = submit(queue, 500, 600);

    List<PendingRequest> order = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      order.add(queue.take().getFirst().request());
    }

    assertThat(order).containsExactly(a, b, c, a, c, a);
  }

  @Test
  void take_oneRequest_givesItsLongestTextFirst() throws Exception {
    BatchQueue queue = queue(1_000_000, 1);
    submit(queue, 100, 300, 200);

    assertThat(queue.take().getFirst().index()).isEqualTo(1);
    assertThat(queue.take().getFirst().index()).isEqualTo(2);
    assertThat(queue.take().getFirst().index()).isZero();
  }

  @Test
  void take_textsOfOtherRequests_fillTheBatchWhenTheirLengthIsTheSame() throws Exception {
    BatchQueue queue = queue(1_000_000, 100_000);
    submit(queue, 100);
    submit(queue, 99);
    submit(queue, 101, 100);
    submit(queue, 100);

    assertThat(lengthsOf(queue.take())).containsExactly(100, 100, 100);
    assertThat(lengthsOf(queue.take())).containsExactly(99);
    assertThat(lengthsOf(queue.take())).containsExactly(101);
  }

  @Test
  void take_fewShortTextsOfOneLength_areFilledUpWithTheNearestInLength() throws Exception {
    BatchQueue queue = queue(1_000_000, 512);
    submit(queue, 10);
    submit(queue, 60, 30, 20, 10);
    submit(queue, 15, 9);

    // 10 + 10 leave room for 44 of 64: 9, 15 and 20, and then none.
    assertThat(lengthsOf(queue.take())).containsExactly(10, 10, 9, 15, 20);
    assertThat(lengthsOf(queue.take())).containsExactly(60);
    assertThat(lengthsOf(queue.take())).containsExactly(30);
  }

  @Test
  void take_manyTextsOfOneLength_fillsTheTokenBudgetAndNotMore() throws Exception {
    BatchQueue queue = queue(1_000_000, 512);
    submit(queue, lengths(7, 100));

    assertThat(queue.take()).hasSize(5);
    assertThat(queue.take()).hasSize(2);
  }

  @Test
  void take_textLongerThanTheBudget_isABatchOfItsOwn() throws Exception {
    BatchQueue queue = queue(1_000_000, 512);
    submit(queue, 600, 600, 512, 512);

    assertThat(lengthsOf(queue.take())).containsExactly(600);
    assertThat(lengthsOf(queue.take())).containsExactly(600);
    assertThat(lengthsOf(queue.take())).containsExactly(512);
    assertThat(lengthsOf(queue.take())).containsExactly(512);
  }

  @Test
  void take_mixedTraffic_batchesHaveOneLengthOrAreSmall() throws Exception {
    int budget = 2_048;
    BatchQueue queue = queue(100_000_000, budget);
    var random = new Random(5);
    int texts = 0;
    for (int i = 0; i < 300; i++) {
      int[] lengths = random.ints(1 + random.nextInt(30), 2, 513).toArray();
      texts += lengths.length;
      submit(queue, lengths);
    }

    int taken = 0;
    int batches = 0;
    while (taken < texts) {
      List<Integer> lengths = lengthsOf(queue.take());
      int tokens = lengths.stream().mapToInt(Integer::intValue).sum();
      boolean oneLength = lengths.stream().distinct().count() == 1;
      assertThat(tokens).as("%s", lengths).isLessThanOrEqualTo(oneLength ? budget : MIXED);
      taken += lengths.size();
      batches++;
    }

    assertThat(taken).isEqualTo(texts);
    assertThat(batches).as("batches of %s texts", texts).isLessThan(texts / 4);
    assertThat(queue.queuedTokens()).isZero();
  }

  @Test
  void submit_clock_isReadForTheTimeInTheQueue() throws Exception {
    BatchQueue queue = queue(100, 100);
    clock.set(42);

    submit(queue, 10);

    assertThat(queue.take().getFirst().enqueuedNanos()).isEqualTo(42);
  }

  // Room

  @Test
  void submit_full_isBusySayingWhenThereIsRoom() {
    BatchQueue queue = queue(100, 10);
    drainRate.record(1_000, SECOND);
    submit(queue, 30, 30);
    submit(queue, 60);

    var error = assertThrows(EmbeddingException.class, () -> submit(queue, 40, 40));

    assertThat(error.reason()).isEqualTo(Reason.BUSY);
    assertThat(error).hasMessageContaining("120");
    // 120 tokens before it, of which 21 must have gone, at a thousand a second.
    assertThat(error.retryAfter()).contains(Duration.ofMillis(21));
    assertThat(queue.queuedTokens()).isEqualTo(120);
  }

  @Test
  void submit_aTokenTooMany_isBusyForABatch() {
    BatchQueue queue = queue(100, 50);
    drainRate.record(1_000, SECOND);
    submit(queue, 100);

    var error = assertThrows(EmbeddingException.class, () -> submit(queue, 10));

    assertThat(error.retryAfter()).contains(Duration.ofMillis(50));
  }

  @Test
  void submit_manyRequestsOfAFewTokens_isBusyWhenTheirNumberIsTooGreat() throws Exception {
    BatchQueue queue = queue(1_000_000, 1);
    for (int i = 0; i < BatchQueue.MOST_REQUESTS; i++) {
      submit(queue, 3);
    }

    EmbeddingException refused = assertThrows(EmbeddingException.class, () -> submit(queue, 3));
    queue.take();

    assertThat(refused.reason()).isEqualTo(Reason.BUSY);
    assertThat(refused.getMessage()).contains(BatchQueue.MOST_REQUESTS + " requests wait");
    assertThat(submit(queue, 3).isAbandoned()).isFalse();
  }

  @Test
  void checkRoom_full_refusesAsSubmitDoes() {
    BatchQueue queue = queue(100, 512);
    submit(queue, 30, 30);
    queue.checkRoom(2);
    submit(queue, 30, 30);

    assertThrows(EmbeddingException.class, () -> queue.checkRoom(2));
    queue.checkRoom(1);
  }

  @Test
  void submit_refusedRequest_leavesNothingBehind() throws Exception {
    BatchQueue queue = queue(100, 512);
    PendingRequest first = submit(queue, 120);
    assertThrows(EmbeddingException.class, () -> submit(queue, 60, 60));

    assertThat(queue.take()).extracting(job -> job.request()).containsExactly(first);
    queue.close();
    assertThat(queue.take()).isEmpty();
  }

  @Test
  void submit_behindAHugeRequest_smallOneIsLetInAndHugeOneIsNot() {
    BatchQueue queue = queue(600, 512);
    submit(queue, lengths(4, 500));
    assertThat(queue.queuedTokens()).isEqualTo(2_000);

    submit(queue, 20);

    assertThrows(EmbeddingException.class, () -> submit(queue, lengths(4, 500)));
    assertThat(queue.queuedTokens()).isEqualTo(2_020);
  }

  @Test
  void submit_manySmallRequests_areRefusedOnceTheirWorkFillsTheQueue() {
    BatchQueue queue = queue(100, 512);
    for (int i = 0; i < 5; i++) {
      submit(queue, 20);
    }

    assertThrows(EmbeddingException.class, () -> submit(queue, 20));
  }

  @Test
  void submit_shortTextsBehindLongOnes_areRefusedLikeLongOnes() {
    // Each waits for one text of every request before it, however short it is itself.
    BatchQueue queue = queue(100, 512);
    submit(queue, 50);
    submit(queue, 50);

    assertThrows(EmbeddingException.class, () -> submit(queue, 2));
  }

  @Test
  void poll_nothingWaits_isEmpty() {
    assertThat(queue(100, 512).poll()).isEmpty();
  }

  @Test
  void poll_textSubmittedQuietly_isTakenByTheCaller() {
    BatchQueue queue = queue(100, 512);
    var request = new PendingRequest(1);
    queue.submitQuietly(request, List.of(new TokenSequence(new long[20])));

    assertThat(queue.poll()).extracting(job -> job.request()).containsExactly(request);
    assertThat(queue.poll()).isEmpty();
    assertThat(queue.queuedTokens()).isZero();
  }

  @Test
  void age_isThatOfTheTextThatWaitsLongest() throws Exception {
    BatchQueue queue = queue(1_000, 10);
    assertThat(queue.age()).isZero();
    submit(queue, 70);
    clock.set(5 * SECOND);
    submit(queue, 80);
    clock.set(6 * SECOND);

    assertThat(queue.age()).isEqualTo(Duration.ofSeconds(6));
    queue.take();
    assertThat(queue.age()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void take_jobs_freeTheirRoom() throws Exception {
    BatchQueue queue = queue(100, 100);
    submit(queue, 50, 40);

    assertThat(lengthsOf(queue.take())).containsExactly(50);

    assertThat(queue.queuedTokens()).isEqualTo(40);
  }

  // Requests that nobody waits for

  @Test
  void abandon_waitingRequest_freesItsRoomAtOnce() throws Exception {
    BatchQueue queue = queue(100, 512);
    PendingRequest gone = submit(queue, 30, 30);
    PendingRequest other = submit(queue, 30);
    gone.result().cancel(false);

    queue.abandon(gone);

    assertThat(queue.queuedTokens()).isEqualTo(30);
    assertThat(queue.take()).extracting(job -> job.request()).containsExactly(other);
  }

  @Test
  void abandon_halfTakenRequest_freesOnlyWhatWaits() throws Exception {
    BatchQueue queue = queue(1_000, 100);
    PendingRequest gone = submit(queue, 100, 90, 80);
    assertThat(queue.take()).hasSize(1);
    gone.result().cancel(false);

    queue.abandon(gone);
    queue.abandon(gone);

    assertThat(queue.queuedTokens()).isZero();
    queue.close();
    assertThat(queue.take()).isEmpty();
  }

  @Test
  void take_abandonedRequest_isSkippedAndItsRoomFreed() throws Exception {
    BatchQueue queue = queue(1_000, 512);
    PendingRequest gone = submit(queue, 100, 99, 50);
    PendingRequest other = submit(queue, 100, 50);
    gone.fail(new IllegalStateException("one of its texts failed"));

    List<EncodingJob> taken = new ArrayList<>(queue.take());
    taken.addAll(queue.take());

    assertThat(taken).hasSize(2).extracting(job -> job.request()).containsOnly(other);
    assertThat(queue.queuedTokens()).isZero();
  }

  @Test
  void take_queueNeverEmpty_forgetsWhatHasLeft() throws Exception {
    // Every text is a batch of its own, so the index by length is never used to fill one.
    BatchQueue queue = queue(1_000_000, 512);
    List<WeakReference<PendingRequest>> left = new ArrayList<>();
    submit(queue, 500);
    for (int i = 0; i < 1_000; i++) {
      submit(queue, 500);
      left.add(new WeakReference<>(queue.take().getFirst().request()));
    }

    System.gc();

    assertThat(left.stream().filter(request -> request.get() != null).count())
        .as("requests that are answered and still held")
        .isLessThan(10);
    assertThat(queue.queuedTokens()).isEqualTo(500);
  }

  // The end

  @Test
  void take_closedQueue_drainsAndThenIsEmpty() throws Exception {
    BatchQueue queue = queue(1_000, 100);
    submit(queue, 100, 60);

    queue.close();

    assertThat(queue.take()).hasSize(1);
    assertThat(queue.take()).hasSize(1);
    assertThat(queue.take()).isEmpty();
    assertThat(queue.take()).isEmpty();
  }

  @Test
  void submit_closedQueue_isNotReady() {
    BatchQueue queue = queue(1_000, 100);
    queue.close();

    var error = assertThrows(EmbeddingException.class, () -> submit(queue, 1));

    assertThat(error.reason()).isEqualTo(Reason.NOT_READY);
    assertThat(queue.queuedTokens()).isZero();
  }

  @Test
  void take_waitingThreads_areWokenByWorkAndByTheEnd() throws Exception {
    BatchQueue queue = queue(1_000, 100);
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      List<Future<List<EncodingJob>>> takers =
          IntStream.range(0, 3).mapToObj(i -> threads.submit(queue::take)).toList();
      submit(queue, 100);
      queue.close();

      List<Integer> sizes = new ArrayList<>();
      for (Future<List<EncodingJob>> taker : takers) {
        sizes.add(taker.get(30, TimeUnit.SECONDS).size());
      }
      assertThat(sizes).containsExactlyInAnyOrder(0, 0, 1);
    }
  }

  // Several threads

  @Test
  void take_manyThreads_handOutEveryJobExactlyOnce() throws Exception {
    for (int round = 0; round < 15; round++) {
      handOutEveryJobExactlyOnce(round);
    }
  }

  private record Text(PendingRequest request, int index) {}

  private void handOutEveryJobExactlyOnce(int seed) throws Exception {
    BatchQueue queue = queue(1_000_000_000, 1_024);
    Map<Text, Integer> expected = new ConcurrentHashMap<>();
    Map<Text, Integer> handedOut = new ConcurrentHashMap<>();
    Map<PendingRequest, Boolean> abandoned = new ConcurrentHashMap<>();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<?>> takers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        takers.add(
            threads.submit(
                () -> {
                  for (List<EncodingJob> batch = queue.take();
                      !batch.isEmpty();
                      batch = queue.take()) {
                    for (EncodingJob job : batch) {
                      handedOut.merge(new Text(job.request(), job.index()), 1, Integer::sum);
                    }
                  }
                  return null;
                }));
      }
      List<Future<?>> producers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        var random = new Random(100L * seed + i);
        producers.add(
            threads.submit(
                () -> {
                  for (int n = 0; n < BatchQueue.MOST_REQUESTS / 4; n++) {
                    int[] lengths = random.ints(1 + random.nextInt(40), 2, 513).toArray();
                    PendingRequest request = submit(queue, lengths);
                    if (random.nextInt(5) == 0) {
                      abandoned.put(request, true);
                      request.result().cancel(false);
                      queue.abandon(request);
                    } else {
                      for (int index = 0; index < lengths.length; index++) {
                        expected.put(new Text(request, index), 1);
                      }
                    }
                  }
                  return null;
                }));
      }
      for (Future<?> producer : producers) {
        producer.get(30, TimeUnit.SECONDS);
      }
      queue.close();
      for (Future<?> taker : takers) {
        taker.get(30, TimeUnit.SECONDS);
      }
    }

    assertThat(handedOut.values()).allMatch(times -> times == 1);
    handedOut.keySet().removeIf(text -> abandoned.containsKey(text.request()));
    assertThat(handedOut.equals(expected)).as("every text that somebody waits for").isTrue();
    assertThat(queue.queuedTokens()).isZero();
  }

  private BatchQueue queue(int capacityTokens, int batchTokens) {
    return new BatchQueue(
        capacityTokens, new BatchLimits(batchTokens, MIXED), clock::get, drainRate);
  }

  private static PendingRequest submit(BatchQueue queue, int... lengths) {
    var request = new PendingRequest(lengths.length);
    queue.submit(
        request, Arrays.stream(lengths).mapToObj(n -> new TokenSequence(new long[n])).toList());
    return request;
  }

  private static int[] lengths(int count, int length) {
    int[] lengths = new int[count];
    Arrays.fill(lengths, length);
    return lengths;
  }

  private static List<Integer> lengthsOf(List<EncodingJob> batch) {
    return batch.stream().map(job -> job.tokens().length()).toList();
  }
}
