package io.sutra.cli.instance;

import io.sutra.cli.files.AtomicFile;
import io.sutra.cli.terminal.CommandFailure;
import io.sutra.settings.InstanceSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which servers make up the product. {@code up} writes it down, so that later commands find what it
 * started, whatever the settings say meanwhile.
 *
 * @param kind which servers
 * @param replicas of ml-base behind the balancer; 0 without a balancer
 */
public record Profile(Kind kind, int replicas) {

  /** One ml-base and no balancer. */
  public static final Profile SIMPLE = new Profile(Kind.SIMPLE, 0);

  /** Everything but the shard in one server. */
  public static final Profile SINGLE = new Profile(Kind.SINGLE, 0);

  /** What runs beside the cache shard. */
  public enum Kind {
    /** An ml-base and the embedding service. */
    SIMPLE,
    /** Replicas of ml-base, their balancer, and the embedding service. */
    SCALED,
    /** One server with {@code sutra.ear}. */
    SINGLE
  }

  /** In which form the servers run; each form has a file of its own that says what was started. */
  public enum Form {
    PROCESSES("replicas"),
    CONTAINERS("containers");

    private final String file;

    Form(String file) {
      this.file = file;
    }
  }

  /** Replicas behind a balancer. */
  public static Profile scaled(int replicas) {
    return new Profile(Kind.SCALED, replicas);
  }

  /** Whether there is a balancer. */
  public boolean scales() {
    return kind == Kind.SCALED;
  }

  /** What the settings ask for. */
  public static Profile configured(Workspace workspace) {
    return switch (workspace.settings().get(InstanceSettings.EDITION)) {
      case "single" -> SINGLE;
      case "community", "enterprise" -> scaled(workspace.mlBaseReplicas());
      default -> SIMPLE;
    };
  }

  /** What {@code up} started last; what the settings ask for when nothing is known. */
  public static Profile current(Workspace workspace) {
    return remembered(workspace, Form.PROCESSES).orElseGet(() -> configured(workspace));
  }

  /** What {@code up} or {@code deploy} wrote down and {@code down} has not removed. */
  public static Optional<Profile> remembered(Workspace workspace, Form form) {
    try {
      return parse(Files.readString(file(workspace, form)).strip());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new CommandFailure(
          "What was started cannot be read from "
              + file(workspace, form)
              + ": "
              + Problems.reason(e)
              + ".",
          e);
    }
  }

  private static Optional<Profile> parse(String text) {
    if (text.equals("single")) {
      return Optional.of(SINGLE);
    }
    try {
      int replicas = Integer.parseInt(text, 10);
      return Optional.of(replicas > 0 ? scaled(replicas) : SIMPLE);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Writes it down. */
  public void remember(Workspace workspace, Form form) {
    try {
      Files.createDirectories(file(workspace, form).getParent());
      AtomicFile.write(
          file(workspace, form), kind == Kind.SINGLE ? "single" : Integer.toString(replicas));
    } catch (IOException e) {
      throw new CommandFailure(
          "What is started cannot be written to "
              + file(workspace, form)
              + ": "
              + Problems.reason(e)
              + ".",
          e);
    }
  }

  /** Nothing of that form runs any more. */
  public static void forget(Workspace workspace, Form form) {
    try {
      Files.deleteIfExists(file(workspace, form));
    } catch (IOException e) {
      throw new CommandFailure(
          "The record " + file(workspace, form) + " cannot be deleted: " + Problems.reason(e) + ".",
          e);
    }
  }

  private static Path file(Workspace workspace, Form form) {
    return workspace.run().resolve(form.file);
  }

  /** In words. */
  @Override
  public String toString() {
    return switch (kind) {
      case SIMPLE -> "one ml-base";
      case SCALED -> replicas + " replicas of ml-base behind the balancer";
      case SINGLE -> "one server with everything";
    };
  }
}
