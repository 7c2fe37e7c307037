package io.sutra.cli.server;

import io.sutra.cli.CommandFailure;
import io.sutra.cli.Workspace;
import io.sutra.cli.terminal.Progress;
import java.util.ArrayList;
import java.util.List;

/**
 * All servers of the product on this machine: the cache shard, ml-base, and the embedding service
 * that callers meet.
 */
public final class Product {

  private final LocalServer embedding;
  private final List<LocalServer> servers;

  public Product(Workspace workspace) {
    embedding = LibertyServer.embedding(workspace);
    servers = List.of(new ShardServer(workspace), LibertyServer.mlBase(workspace), embedding);
  }

  /** All servers, those that others need first. */
  public List<LocalServer> servers() {
    return servers;
  }

  /** Where callers meet the product. */
  public String url() {
    return embedding.url();
  }

  /**
   * Starts what does not run, all at once, and waits until everything is ready.
   *
   * @throws CommandFailure saying what did not start, why, and what to do; what this call launched
   *     has been stopped then
   */
  public void start(Progress progress) {
    List<LocalServer> launched = new ArrayList<>();
    for (LocalServer server : servers) {
      if (server.prepare()) {
        launched.add(server);
      } else {
        progress.note(server.name() + " is already running at " + server.url());
      }
    }
    launched.forEach(LocalServer::launch);
    try {
      awaitReady(launched, progress);
    } catch (CommandFailure failure) {
      launched.forEach(LocalServer::endQuietly);
      throw failure;
    }
  }

  /** Those that run already may still be starting, so they are waited for too. */
  private void awaitReady(List<LocalServer> launched, Progress progress) {
    if (!launched.isEmpty()) {
      progress.begin(
          "Starting " + String.join(", ", launched.stream().map(LocalServer::name).toList()));
    }
    for (LocalServer server : servers) {
      server.awaitReady(progress);
      if (launched.contains(server)) {
        progress.end(server.name() + " is ready at " + server.url());
      }
    }
  }

  /** Stops everything: whoever asks others before those. */
  public void stop(Progress progress) {
    servers.reversed().forEach(server -> server.stop(progress));
  }

  /** What each server does now. */
  public List<ServerStatus> status() {
    return servers.stream().map(LocalServer::status).toList();
  }
}
