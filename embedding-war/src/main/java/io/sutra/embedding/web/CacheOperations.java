package io.sutra.embedding.web;

import io.sutra.embedding.contract.Backend.CacheReport;

/** What operators do with the caches. Implementations are thread-safe. */
public interface CacheOperations {

  /** What the caches hold and did. */
  CacheReport report();

  /** Forgets every vector; blocks. Gives how many were in memory. */
  long forgetAll();
}
