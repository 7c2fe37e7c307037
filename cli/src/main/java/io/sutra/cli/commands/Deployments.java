package io.sutra.cli.commands;

import io.sutra.cli.container.Containers;
import io.sutra.cli.instance.Profile;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.runtime.Deployment;
import io.sutra.cli.runtime.Product;
import io.sutra.cli.terminal.CommandFailure;

/** Finds the form in which the product runs. */
final class Deployments {

  private Deployments() {}

  /** What {@code up} or {@code deploy} started last; the processes when nothing is known. */
  static Deployment current(Workspace workspace) {
    return Profile.remembered(workspace, Profile.Form.CONTAINERS)
        .<Deployment>map(profile -> new Containers(workspace, profile))
        .orElseGet(() -> Product.current(workspace));
  }

  /** Both forms want the same ports. */
  static void refuseContainers(Workspace workspace) {
    if (Profile.remembered(workspace, Profile.Form.CONTAINERS).isPresent()) {
      throw new CommandFailure("Sutra runs in containers. Stop it first: ./sutra down");
    }
  }

  /** Both forms want the same ports. */
  static void refuseProcesses(Workspace workspace) {
    if (Product.current(workspace).runs()) {
      throw new CommandFailure("Sutra runs without containers. Stop it first: ./sutra down");
    }
  }
}
