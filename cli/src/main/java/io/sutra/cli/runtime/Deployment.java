package io.sutra.cli.runtime;

import io.sutra.cli.terminal.Progress;
import java.util.List;
import java.util.Optional;

/** The whole product as it runs on this machine, in whichever form: processes or containers. */
public interface Deployment {

  /** The names of all servers, those that others need first. */
  List<String> names();

  /** What each server does now, in the order of the names. */
  List<ServerStatus> status();

  /** Where callers meet the product. */
  String url();

  /** The name of the cache shard. */
  String shard();

  /** The name of the embedding service. */
  String embedding();

  /** The replicas of ml-base, or the only one: name and address. */
  List<ServerAddress> mlBases();

  /** The balancer's statistics, if there is a balancer. */
  Optional<BalancerStatistics> statistics();

  /** Stops everything: whoever asks others before those. */
  void stop(Progress progress);

  /**
   * Restarts servers; without a name what can be restarted without losing a request, if there is
   * such a thing, and otherwise everything.
   */
  void restart(List<String> names, Progress progress);

  /**
   * Stops the server of that name as a crash would: at once, with whatever it holds.
   *
   * @throws io.sutra.cli.terminal.CommandFailure when it does not run
   */
  void kill(String name);

  /** Starts what {@link #kill} ended and waits until it serves. */
  void revive(String name, Progress progress);

  /** Shows the end of what servers said on this process's own output; all when none is named. */
  int showLogs(List<String> names, int lines, boolean follow);
}
