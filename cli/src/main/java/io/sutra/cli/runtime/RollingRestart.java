package io.sutra.cli.runtime;

import io.sutra.cli.terminal.CommandFailure;
import io.sutra.cli.terminal.Progress;
import java.time.Duration;
import java.util.List;

/**
 * Restarts replicas one after the other while the balancer gives their requests to the rest: each
 * gets no new requests, finishes those that it has, is restarted, and is let in again before the
 * next one is touched.
 */
final class RollingRestart {

  /** Longer than any request may take. */
  private static final Duration LONGEST_REQUEST = Duration.ofSeconds(60);

  private static final Duration LONGEST_RETURN = Duration.ofSeconds(15);

  private final Balancer balancer;
  private final ProductFiles product;
  private final Progress progress;

  RollingRestart(Balancer balancer, ProductFiles product, Progress progress) {
    this.balancer = balancer;
    this.product = product;
    this.progress = progress;
  }

  /**
   * Restarts {@code replicas}.
   *
   * @throws CommandFailure when one does not come back; those after it are left as they are
   */
  void run(List<LocalServer> replicas) {
    BalancerSocket socket = balancer.socket();
    for (LocalServer replica : replicas) {
      try {
        restart(replica, socket);
      } catch (CommandFailure failure) {
        throw new CommandFailure(
            failure.getMessage() + "\nThe other replicas were left as they are and go on serving.",
            failure);
      }
    }
  }

  private void restart(LocalServer replica, BalancerSocket socket) {
    String name = replica.name();
    progress.begin("Restarting " + name);
    socket.drain(name);
    try {
      progress.step("waiting for the requests that " + name + " has");
      Patience.await(
          LONGEST_REQUEST,
          () -> socket.replica(name).map(known -> known.requests() == 0).orElse(true),
          () ->
              name + " did not finish its requests within " + LONGEST_REQUEST.toSeconds() + " s.");
      progress.step("stopping " + name);
      replica.endQuietly();
      replica.prepare(product);
      replica.launch(product, replica.configured());
      replica.awaitReady(progress);
    } finally {
      // Whatever came of it: when it is ready, by this command or by another, it may serve.
      socket.admit(name);
    }
    progress.step("waiting until the balancer sends requests to " + name);
    Patience.await(
        LONGEST_RETURN,
        () -> socket.replica(name).map(BalancerSocket.Replica::up).orElse(true),
        () -> name + " is ready, and the balancer does not find it so: ./sutra logs ml-base-lb");
    progress.end(name + " is ready at " + replica.url());
  }
}
