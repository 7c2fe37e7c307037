package io.sutra.mlbase.inference;

/** One text of a request, waiting to be computed. Guarded by the queue that holds it. */
final class EncodingJob {

  final PendingRequest request;
  final int index;
  final TokenSequence tokens;
  final long enqueuedNanos;

  /** Set once the job has left the queue; its entry in the other index is then skipped. */
  boolean taken;

  EncodingJob(PendingRequest request, int index, TokenSequence tokens, long enqueuedNanos) {
    this.request = request;
    this.index = index;
    this.tokens = tokens;
    this.enqueuedNanos = enqueuedNanos;
  }
}
