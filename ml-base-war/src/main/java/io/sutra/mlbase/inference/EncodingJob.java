package io.sutra.mlbase.inference;

/**
 * One text of a request, waiting to be computed. Compared by identity: two requests may hold the
 * same text.
 */
final class EncodingJob {

  private final WaitingRequest owner;
  private final int index;
  private final TokenSequence tokens;
  private final long enqueuedNanos;

  EncodingJob(WaitingRequest owner, int index, TokenSequence tokens, long enqueuedNanos) {
    this.owner = owner;
    this.index = index;
    this.tokens = tokens;
    this.enqueuedNanos = enqueuedNanos;
  }

  WaitingRequest owner() {
    return owner;
  }

  PendingRequest request() {
    return owner.request();
  }

  /** Where its vector belongs in the request. */
  int index() {
    return index;
  }

  TokenSequence tokens() {
    return tokens;
  }

  long enqueuedNanos() {
    return enqueuedNanos;
  }
}
