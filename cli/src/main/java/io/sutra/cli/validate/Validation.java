package io.sutra.cli.validate;

import io.sutra.cli.client.ServiceClient;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.runtime.Deployment;
import io.sutra.cli.terminal.CommandFailure;
import io.sutra.cli.terminal.Progress;
import io.sutra.settings.ServiceSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** All phases that were asked for, on a running product. */
public final class Validation {

  private final Workspace workspace;
  private final Deployment deployment;
  private final Optional<String> key;
  private final boolean faults;

  /**
   * Asks {@code deployment}.
   *
   * @param workspace with the settings that it was started with
   * @param key that the embedding service asks for, if it does
   * @param faults whether servers may be restarted and killed
   */
  public Validation(
      Workspace workspace, Deployment deployment, Optional<String> key, boolean faults) {
    this.workspace = workspace;
    this.deployment = deployment;
    this.key = key;
    this.faults = faults;
  }

  /**
   * Runs the phases.
   *
   * @throws CommandFailure when the product does not answer
   */
  public List<Check> run(SortedSet<Integer> phases, Progress progress) {
    List<Check> checks = new ArrayList<>();
    for (int phase : phases) {
      progress.begin("Phase " + phase);
      try {
        checks.addAll(phase(phase).run(progress));
      } catch (IOException e) {
        throw new CommandFailure(
            "Phase " + phase + " cannot be measured: " + e + ". ./sutra status says what runs.", e);
      }
      progress.end("measured");
    }
    return checks;
  }

  private Phase phase(int number) {
    var service = new ServiceClient(deployment.url(), key);
    return switch (number) {
      case 0 -> new VectorPhase(service, workspace.settings().find(ServiceSettings.DIMENSION));
      case 1 -> new CachePhase(service, deployment, workspace.settings(), faults);
      case 2 ->
          new ReplicaPhase(
              new ServiceClient(
                  "http://"
                      + workspace.reachable(ServiceSettings.LISTEN_HOST)
                      + ":"
                      + workspace.mlBasePort(),
                  Optional.empty()),
              deployment,
              faults);
      default -> throw new IllegalArgumentException("there is no phase " + number);
    };
  }
}
