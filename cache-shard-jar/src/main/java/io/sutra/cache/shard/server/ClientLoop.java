package io.sutra.cache.shard.server;

import io.sutra.cache.shard.engine.ShardEngine;
import java.util.concurrent.Executor;

/**
 * What the connections of one event loop share.
 *
 * @param memory that they read into and answer from
 * @param replies completions on their way to them
 * @param commits their changes
 */
record ClientLoop(LoopMemory memory, ReplyQueue replies, LoopCommit commits) {

  /** For the loop with that executor. */
  static ClientLoop of(Executor executor, NetworkMemory memory, ShardEngine engine) {
    return new ClientLoop(
        new LoopMemory(executor, memory),
        new ReplyQueue(executor),
        new LoopCommit(executor, engine));
  }
}
