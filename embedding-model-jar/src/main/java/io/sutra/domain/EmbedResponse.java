package io.sutra.domain;

import java.time.Duration;
import java.util.List;

/**
 * The answer to {@code POST /embed}.
 *
 * @param embeddings one {@code float[dimension]} per text, in the caller's order
 * @param dimension numbers per vector
 * @param model the name of the model that computed them
 * @param processingTime from the parsed request to the last vector
 * @param cachedCount texts answered from a cache
 * @param usage tokens of all texts together
 * @param tokenization of each text; not part of the JSON
 * @param queueTime the longest that a text of this request waited for an inference thread
 * @param inferenceTime the longest batch that held a text of this request
 */
public record EmbedResponse(
    List<float[]> embeddings,
    int dimension,
    String model,
    Duration processingTime,
    int cachedCount,
    Usage usage,
    Tokenization tokenization,
    Duration queueTime,
    Duration inferenceTime) {

  public EmbedResponse {
    embeddings = List.copyOf(embeddings);
  }
}
