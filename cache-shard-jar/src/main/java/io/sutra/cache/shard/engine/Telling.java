package io.sutra.cache.shard.engine;

/**
 * Telling somebody of an outcome: one who throws (an event loop that is shut down refuses work)
 * must not keep those after it from theirs.
 */
final class Telling {

  private static final System.Logger LOG = System.getLogger(Telling.class.getName());

  private Telling() {}

  static void run(Runnable completion) {
    try {
      completion.run();
    } catch (Throwable e) {
      // Those after this one wait for their outcomes as well.
      LOG.log(System.Logger.Level.WARNING, "an outcome could not be told", e);
    }
  }
}
