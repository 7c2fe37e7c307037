package io.sutra.mlbase.inference;

import java.time.Duration;

/** Is told what happens, for metrics. Implementations are thread-safe, fast, and never throw. */
public interface InferenceObserver {

  /** Hears nothing. */
  InferenceObserver NONE = new InferenceObserver() {};

  /**
   * The texts of a request became tokens.
   *
   * @param took for all texts together
   * @param truncated how many texts were cut to the model's window
   */
  default void tokenized(Duration took, int truncated) {}

  /** A request found the queue full. */
  default void rejected() {}

  /** A request's time ran out. */
  default void timedOut() {}

  /** A request was given up because its caller had gone. */
  default void abandoned() {}

  /** A text left the queue for a batch after this wait. */
  default void dequeued(Duration waited) {}

  /**
   * A batch was computed.
   *
   * @param texts in the batch
   * @param tokens of these texts
   * @param computedTokens that the model computed for them, padding included
   * @param took one run of the model
   */
  default void computed(int texts, int tokens, int computedTokens, Duration took) {}
}
