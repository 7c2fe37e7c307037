package io.sutra.embedding.l2;

import java.time.Duration;

/** Is told what happens at the shard. Implementations are thread-safe, quick, and never throw. */
public interface ShardObserver {

  /** A look-up of a batch of keys was answered. */
  void lookedUp(int keys, Duration took);

  /** Vectors were written. */
  void written(int vectors);

  /** Vectors were not written: the queue was full, or the shard refused them. */
  void dropped(int vectors);

  /** The shard gave vectors that cannot be right; they count as misses. */
  void unusable(int vectors);
}
