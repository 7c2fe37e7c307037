package io.sutra.cli.runtime;

import io.sutra.cli.terminal.CommandFailure;
import io.sutra.cli.terminal.Progress;
import java.util.ArrayList;
import java.util.List;

/**
 * One start of several servers: all at once, but for those that need others to be ready first. All
 * are watched together, so that the first one that fails ends it.
 */
final class Start {

  private final List<LocalServer> servers;
  private final List<LocalServer> missing;
  private final ProductFiles product;
  private final Progress progress;
  private final List<LocalServer> launched = new ArrayList<>();
  private boolean oneOfBeforeFailed;

  /**
   * A start of {@code missing}.
   *
   * @param servers all that are waited for, also those that run already and may still be starting
   */
  Start(
      List<LocalServer> servers,
      List<LocalServer> missing,
      ProductFiles product,
      Progress progress) {
    this.servers = servers;
    this.missing = missing;
    this.product = product;
    this.progress = progress;
  }

  /**
   * Launches and waits.
   *
   * @throws CommandFailure when one will never be ready. What was launched has been ended then,
   *     unless it is a server that ran before that fails
   */
  void run() {
    try {
      launchAndWait();
    } catch (RuntimeException failure) {
      if (!oneOfBeforeFailed) {
        endLaunched(failure);
      }
      throw failure;
    }
  }

  private void endLaunched(RuntimeException failure) {
    for (LocalServer server : launched.reversed()) {
      try {
        server.endQuietly();
      } catch (RuntimeException e) {
        // The others have to end all the same.
        failure.addSuppressed(e);
      }
    }
  }

  private void launchAndWait() {
    missing.forEach(server -> server.prepare(product));
    if (!missing.isEmpty()) {
      progress.begin(
          "Starting " + String.join(", ", missing.stream().map(LocalServer::name).toList()));
    }
    missing.stream().filter(server -> !server.startsAfterThoseBefore()).forEach(this::launch);
    List<LocalServer> waiting = new ArrayList<>(servers);
    while (!waiting.isEmpty()) {
      for (LocalServer server : List.copyOf(waiting)) {
        if (missing.contains(server) && !launched.contains(server)) {
          if (!othersBeforeAreReady(server, waiting)) {
            continue;
          }
          launch(server);
        }
        if (isReadyNow(server)) {
          waiting.remove(server);
          if (launched.contains(server)) {
            progress.end(server.name() + " is ready at " + server.url());
          }
        }
      }
      if (!waiting.isEmpty()) {
        progress.step("waiting until " + waiting.getFirst().name() + " is ready");
        Patience.pause();
      }
    }
  }

  private boolean isReadyNow(LocalServer server) {
    if (launched.contains(server)) {
      return server.isReadyNow();
    }
    try {
      server.requireNotSuspended();
      return server.isReadyNow();
    } catch (CommandFailure failure) {
      oneOfBeforeFailed = true;
      throw failure;
    }
  }

  private boolean othersBeforeAreReady(LocalServer server, List<LocalServer> waiting) {
    return servers.subList(0, servers.indexOf(server)).stream().noneMatch(waiting::contains);
  }

  private void launch(LocalServer server) {
    launched.add(server);
    server.launch(product, server.configured());
  }
}
