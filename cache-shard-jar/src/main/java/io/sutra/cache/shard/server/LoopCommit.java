package io.sutra.cache.shard.server;

import io.sutra.cache.shard.engine.Mutation;
import io.sutra.cache.shard.engine.ShardEngine;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Changes that the connections of one event loop brought: committed together once the loop has read
 * what there was, by the loop itself where that is short. Belongs to the loop.
 */
final class LoopCommit {

  private final Executor loop;
  private final ShardEngine engine;
  private boolean scheduled;

  LoopCommit(Executor loop, ShardEngine engine) {
    this.loop = loop;
    this.engine = engine;
  }

  /** Has the change committed; its completion is called in any case. */
  void submit(Mutation mutation) {
    engine.enqueue(mutation);
    if (!scheduled) {
      scheduled = true;
      try {
        loop.execute(this::commit);
      } catch (RejectedExecutionException e) {
        // A loop that is being shut down takes no more: this is its last chance.
        commit();
      }
    }
  }

  private void commit() {
    scheduled = false;
    engine.commit();
  }
}
