package io.sutra.embedding.service;

/**
 * Everything that is remembered, to be looked at and to be forgotten. Thread-safe.
 *
 * @param memory L1
 * @param shared L2
 * @param digits forgets the digits that are kept of vectors
 */
public record Caches(MemoryCache memory, SharedCache shared, Runnable digits) {

  /**
   * Forgets everything.
   *
   * @return how many vectors were in memory
   * @throws io.sutra.domain.EmbeddingException when the shared cache did not confirm it
   */
  public long clear() {
    long forgotten = memory.size();
    memory.clear();
    digits.run();
    shared.clear();
    // What was written to memory from the shared cache in between goes too.
    memory.clear();
    return forgotten;
  }
}
