package io.sutra.mlbase.inference;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The texts of one request that still wait, the longest first: they take longest, and short ones
 * can still fill up the batches of others. Guarded by the queue that holds it.
 */
final class WaitingRequest {

  private final PendingRequest request;
  private final LinkedHashSet<EncodingJob> jobs = new LinkedHashSet<>();
  private int tokens;

  WaitingRequest(PendingRequest request, List<TokenSequence> texts, long enqueuedNanos) {
    this.request = request;
    IntStream.range(0, texts.size())
        .mapToObj(i -> new EncodingJob(this, i, texts.get(i), enqueuedNanos))
        .sorted(Comparator.comparingInt((EncodingJob job) -> job.tokens().length()).reversed())
        .forEach(jobs::add);
    tokens = texts.stream().mapToInt(TokenSequence::length).sum();
  }

  PendingRequest request() {
    return request;
  }

  /** The texts that wait, in their order. */
  Iterable<EncodingJob> jobs() {
    return jobs;
  }

  /** The text that is next; there must be one. */
  EncodingJob next() {
    return jobs.getFirst();
  }

  /** How many texts wait. */
  int texts() {
    return jobs.size();
  }

  boolean isEmpty() {
    return jobs.isEmpty();
  }

  /** Tokens that wait. */
  int tokens() {
    return tokens;
  }

  /** Tokens of its first {@code texts} texts, or a little more: none is longer than the first. */
  long tokensOfFirst(int texts) {
    return Math.min(tokens, (long) texts * next().tokens().length());
  }

  long enqueuedNanos() {
    return jobs.getFirst().enqueuedNanos();
  }

  void remove(EncodingJob job) {
    if (jobs.remove(job)) {
      tokens -= job.tokens().length();
    }
  }
}
