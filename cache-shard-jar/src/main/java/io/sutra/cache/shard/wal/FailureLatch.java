package io.sutra.cache.shard.wal;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the first failure of the log: every later write fails with it, so that nothing is
 * acknowledged after it. Thread-safe.
 */
public final class FailureLatch {

  private final AtomicReference<@Nullable LogFailedException> failure = new AtomicReference<>();
  private final Consumer<LogFailedException> onFailure;

  /**
   * A latch without a failure.
   *
   * @param onFailure is told of the first failure, once, by the thread that met it
   */
  public FailureLatch(Consumer<LogFailedException> onFailure) {
    this.onFailure = onFailure;
  }

  /** Something that can fail. */
  @FunctionalInterface
  public interface Action {
    /** Does it. */
    void run() throws IOException;
  }

  /** The first failure; null while there is none. */
  public @Nullable LogFailedException failure() {
    return failure.get();
  }

  /** Throws the first failure, if there is one. */
  public void check() throws LogFailedException {
    LogFailedException first = failure.get();
    if (first != null) {
      throw first;
    }
  }

  /**
   * Runs an action and latches every {@link IOException} of it but a {@link NoSpaceException}.
   *
   * @throws NoSpaceException as the action threw it
   * @throws LogFailedException for every other failure, and when there was one before
   */
  public void guard(Action action) throws IOException {
    check();
    try {
      action.run();
    } catch (NoSpaceException e) {
      throw e;
    } catch (IOException e) {
      throw latch(e);
    }
  }

  /**
   * Latches a failure.
   *
   * @return this failure as it is told; the first one is kept
   */
  public LogFailedException latch(Throwable cause) {
    LogFailedException mine =
        cause instanceof LogFailedException known ? known : new LogFailedException(cause);
    if (failure.compareAndSet(null, mine)) {
      onFailure.accept(mine);
    }
    return mine;
  }
}
