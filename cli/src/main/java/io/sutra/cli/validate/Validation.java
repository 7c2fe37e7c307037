package io.sutra.cli.validate;

import io.sutra.cli.client.ServiceClient;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.runtime.Deployment;
import io.sutra.cli.terminal.CommandFailure;
import io.sutra.cli.terminal.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** All phases that were asked for, on a running product. */
public final class Validation {

  private final Workspace workspace;
  private final Deployment deployment;
  private final boolean faults;

  /**
   * Asks {@code deployment}.
   *
   * @param faults whether servers may be restarted and killed
   */
  public Validation(Workspace workspace, Deployment deployment, boolean faults) {
    this.workspace = workspace;
    this.deployment = deployment;
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
    Optional<String> key = Optional.ofNullable(workspace.environment().get("SUTRA_API_KEY"));
    var service = new ServiceClient(deployment.url(), key);
    return switch (number) {
      case 0 ->
          new VectorPhase(
              service,
              Optional.ofNullable(workspace.environment().get("MATRYOSHKA_DIM"))
                  .filter(text -> !text.isBlank()));
      case 1 -> new CachePhase(service, deployment, faults);
      case 2 ->
          new ReplicaPhase(
              new ServiceClient("http://localhost:" + workspace.mlBasePort(), Optional.empty()),
              deployment,
              faults);
      default -> throw new IllegalArgumentException("there is no phase " + number);
    };
  }
}
