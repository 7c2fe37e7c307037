package io.sutra.web.server;

import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The orderly end of a service: not ready first, and only some time later is its port closed. */
public final class Drain {

  private static final Logger LOG = Logger.getLogger(Drain.class.getName());

  private Drain() {}

  /** Waits for the signal until it is closed. */
  public interface Watch extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * On SIGTERM turns the service not ready, gives balancers {@code delay} to notice, and then ends
   * the process, which lets requests in flight finish.
   *
   * @return undoes this when closed
   */
  public static Watch onTermination(Duration delay, Runnable turnNotReady) {
    return TerminationSignal.onSignal(
        () -> {
          turnNotReady.run();
          LOG.log(Level.INFO, "Draining: the port closes in {0} s", delay.toSeconds());
          try {
            Thread.sleep(delay);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          System.exit(0);
        });
  }
}
