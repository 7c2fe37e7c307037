package io.sutra.cache.api;

/** What became of a put. Both are a success: the key has a vector that is at least as long. */
public enum PutOutcome {
  /** The vector was stored: the key was free, expired, or held a shorter vector. */
  STORED,
  /** The key already held a vector of this length or longer, and keeps it. */
  KEPT
}
