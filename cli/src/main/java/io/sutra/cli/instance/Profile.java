package io.sutra.cli.instance;

import io.sutra.cli.terminal.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which servers make up the product: one ml-base, or replicas of it behind a balancer. {@code up}
 * writes it down, so that later commands find what it started, whatever their environment says.
 *
 * @param replicas of ml-base behind the balancer; 0 for one ml-base and no balancer
 */
public record Profile(int replicas) {

  /** One ml-base and no balancer. */
  public static final Profile SIMPLE = new Profile(0);

  /** In which form the servers run; each form has a file of its own that says what was started. */
  public enum Form {
    PROCESSES("replicas"),
    CONTAINERS("containers");

    private final String file;

    Form(String file) {
      this.file = file;
    }
  }

  /** Whether there is a balancer. */
  public boolean scales() {
    return replicas > 0;
  }

  /**
   * What the caller asks for.
   *
   * @param scaling whether it was asked for on the command line
   * @return empty when nothing was said
   * @throws CommandFailure when what was said is not allowed
   */
  public static Optional<Profile> asked(Workspace workspace, boolean scaling) {
    String name = workspace.environment().getOrDefault("SUTRA_EDITION", "").strip();
    if (name.isEmpty()) {
      return scaling ? Optional.of(scaled(workspace)) : Optional.empty();
    }
    Edition edition =
        Edition.of(name)
            .orElseThrow(
                () ->
                    new CommandFailure(
                        "SUTRA_EDITION is '"
                            + name
                            + "'; allowed is one of simple, community, enterprise."));
    if (scaling && !edition.scales()) {
      throw new CommandFailure(
          "--scaling and SUTRA_EDITION=simple contradict each other: leave one of them away.");
    }
    return Optional.of(edition.scales() ? scaled(workspace) : SIMPLE);
  }

  private static Profile scaled(Workspace workspace) {
    return new Profile(workspace.mlBaseReplicas());
  }

  /** What {@code up} started last; what the environment asks for when nothing is known. */
  public static Profile current(Workspace workspace) {
    return remembered(workspace, Form.PROCESSES).or(() -> asked(workspace, false)).orElse(SIMPLE);
  }

  /** What {@code up} or {@code deploy} wrote down and {@code down} has not removed. */
  public static Optional<Profile> remembered(Workspace workspace, Form form) {
    try {
      return Optional.of(
          new Profile(Integer.parseInt(Files.readString(file(workspace, form)).strip(), 10)));
    } catch (NoSuchFileException | NumberFormatException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new CommandFailure("Cannot read " + file(workspace, form) + ": " + e, e);
    }
  }

  /** Writes it down. */
  public void remember(Workspace workspace, Form form) {
    try {
      Files.createDirectories(file(workspace, form).getParent());
      Files.writeString(file(workspace, form), Integer.toString(replicas));
    } catch (IOException e) {
      throw new CommandFailure("Cannot write " + file(workspace, form) + ": " + e, e);
    }
  }

  /** Nothing of that form runs any more. */
  public static void forget(Workspace workspace, Form form) {
    try {
      Files.deleteIfExists(file(workspace, form));
    } catch (IOException e) {
      throw new CommandFailure("Cannot delete " + file(workspace, form) + ": " + e, e);
    }
  }

  private static Path file(Workspace workspace, Form form) {
    return workspace.home().resolve("run").resolve(form.file);
  }

  /** In words. */
  @Override
  public String toString() {
    return scales() ? replicas + " replicas of ml-base behind the balancer" : "one ml-base";
  }
}
