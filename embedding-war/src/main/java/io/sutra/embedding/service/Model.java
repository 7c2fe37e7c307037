package io.sutra.embedding.service;

import io.sutra.domain.EmbedInput;
import io.sutra.domain.InputType;
import io.sutra.domain.TextTokens;
import java.time.Duration;
import java.util.Optional;

/** Computes vectors somewhere else. Implementations are thread-safe. */
public interface Model {

  /**
   * What is to be computed.
   *
   * @param input 1 or more texts, or texts as token ids; a text longer than the model's window is
   *     cut
   * @param inputType selects the model's own prefix
   * @param dimension numbers per vector
   * @param model the name that the caller asked for, if any
   * @param deadline of the request that it is for
   */
  record Job(
      EmbedInput input,
      Optional<InputType> inputType,
      int dimension,
      Optional<String> model,
      Deadline deadline) {}

  /**
   * Who computes: all that decides, with the text itself, which vector comes out.
   *
   * @param fingerprint of the model
   * @param window the most tokens that it reads of a text
   * @param prefix that was put before each text; may be empty
   */
  record Origin(String fingerprint, int window, String prefix) {}

  /** Is handed each vector as soon as it is computed, by one thread at a time. */
  interface Receiver {

    /** Comes once, before the first vector. */
    void begins(Origin origin);

    /**
     * One text's vector, cut but not scaled; a new array.
     *
     * @param index of the text in the job; each comes once at most
     */
    void vector(int index, float[] numbers, TextTokens tokens);
  }

  /**
   * What the computation took.
   *
   * @param queueTime the longest that a text waited
   * @param inferenceTime the longest batch
   */
  record Effort(Duration queueTime, Duration inferenceTime) {

    static final Effort NONE = new Effort(Duration.ZERO, Duration.ZERO);

    Effort or(Effort other) {
      return new Effort(
          longer(queueTime, other.queueTime), longer(inferenceTime, other.inferenceTime));
    }

    private static Duration longer(Duration a, Duration b) {
      return a.compareTo(b) >= 0 ? a : b;
    }
  }

  /**
   * Computes vectors; comes back when all are there.
   *
   * @throws io.sutra.domain.EmbeddingException when some are missing: the model refuses, is busy,
   *     cannot be reached, or the time is up. What was computed by then has been handed over.
   */
  Effort compute(Job job, Receiver receiver);
}
