package io.sutra.cache.shard.wal;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The first failure of the log, kept: nothing is acknowledged after it. Thread-safe. */
final class Latch {

  private final AtomicReference<@Nullable LogFailedException> failure = new AtomicReference<>();
  private final Consumer<LogFailedException> onFailure;

  Latch(Consumer<LogFailedException> onFailure) {
    this.onFailure = onFailure;
  }

  /** Something that can fail. */
  interface Action {
    void run() throws IOException;
  }

  void check() throws LogFailedException {
    LogFailedException first = failure.get();
    if (first != null) {
      throw first;
    }
  }

  /** Runs an action; whatever goes wrong with it, but for a lack of space, is latched. */
  void guard(Action action) throws IOException {
    check();
    try {
      action.run();
    } catch (NoSpaceException e) {
      throw e;
    } catch (IOException e) {
      throw latch(e);
    }
  }

  private LogFailedException latch(IOException e) {
    LogFailedException mine =
        e instanceof LogFailedException known ? known : new LogFailedException(e);
    if (failure.compareAndSet(null, mine)) {
      onFailure.accept(mine);
    }
    return mine;
  }
}
