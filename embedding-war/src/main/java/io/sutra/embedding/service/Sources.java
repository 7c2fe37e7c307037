package io.sutra.embedding.service;

/**
 * Where the vectors of one answer came from, counted per text.
 *
 * @param memory found in memory
 * @param shared found in the shard
 * @param joined computed for another request that asked for the same text at the same time
 * @param computed computed for this request
 */
public record Sources(int memory, int shared, int joined, int computed) {

  /** Texts answered from a cache. */
  public int cached() {
    return memory + shared;
  }

  /** All texts. */
  public int total() {
    return memory + shared + joined + computed;
  }
}
