package io.sutra.embedding.service;

import io.sutra.domain.Usage;
import java.time.Duration;
import java.util.List;

/**
 * The answer to a request, its vectors as they are remembered: whoever writes it cuts and scales
 * them.
 *
 * @param vectors one per text, in the caller's order
 * @param dimension numbers per vector, of those that each has
 * @param normalize scale each vector to length one
 * @param model the name of the model
 * @param processingTime from the parsed request to the last vector
 * @param sources where the vectors came from
 * @param usage tokens
 * @param queueTime the longest that a text waited for inference; zero when none was computed
 * @param inferenceTime the longest batch; zero when none was computed
 */
public record EmbedAnswer(
    List<StoredVector> vectors,
    int dimension,
    boolean normalize,
    String model,
    Duration processingTime,
    Sources sources,
    Usage usage,
    Duration queueTime,
    Duration inferenceTime) {

  /** Texts answered from a cache. */
  public int cachedCount() {
    return sources.cached();
  }
}
