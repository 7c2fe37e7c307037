package io.sutra.cli.commands;

import io.sutra.cli.container.Containers;
import io.sutra.cli.instance.Profile;
import io.sutra.cli.instance.RememberedSettings;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.runtime.Deployment;
import io.sutra.cli.runtime.Product;
import io.sutra.cli.terminal.CommandFailure;
import io.sutra.settings.ServiceSettings;
import io.sutra.settings.Setting;
import io.sutra.settings.SettingsTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds the form in which the product runs, and what it runs with. */
final class Deployments {

  private static final String API_KEY = "SUTRA_API_KEY";
  private static final String HASHED = "sha256:";

  private Deployments() {}

  /** What {@code up} or {@code deploy} started last, as it was started. */
  static Deployment current(Workspace workspace) {
    return current(workspace.asStarted(), workspace);
  }

  /** What {@code up} or {@code deploy} started last, to be started with what is remembered now. */
  static Deployment withRememberedSettings(Workspace workspace) {
    workspace.settings().requireValid();
    return current(workspace, workspace);
  }

  private static Deployment current(Workspace asWanted, Workspace workspace) {
    return Profile.remembered(workspace, Profile.Form.CONTAINERS)
        .<Deployment>map(profile -> new Containers(asWanted, profile))
        .orElseGet(() -> new Product(asWanted, Profile.current(asWanted)));
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

  /**
   * The settings that have other values now than where they are used: in each running server, or,
   * where that is not known, at the start of the instance.
   */
  static Set<Setting<?>> changedSettings(Workspace workspace) {
    Set<Setting<?>> changed = new LinkedHashSet<>();
    Product running = Product.current(workspace);
    SettingsTable.all().stream()
        .filter(setting -> !running.isRead(setting) || running.isFixedUntilDown(setting))
        .filter(setting -> isChanged(setting, workspace))
        .forEach(changed::add);
    changed.addAll(new Product(workspace, running.profile()).pendingSettings());
    return changed;
  }

  private static boolean isChanged(Setting<?> setting, Workspace workspace) {
    Optional<String> before = workspace.asStarted().settings().text(setting);
    Optional<String> after = workspace.settings().text(setting);
    return before.isPresent() != after.isPresent()
        || (before.isPresent() && !RememberedSettings.same(setting, before.get(), after.get()));
  }

  /**
   * A sentence about settings that the running servers do not have yet; none when there is none.
   */
  static Stream<String> changedSinceTheStart(Workspace workspace) {
    List<String> keys = changedSettings(workspace).stream().map(Setting::key).sorted().toList();
    return keys.isEmpty()
        ? Stream.empty()
        : Stream.of(
            "The servers were started with other values of "
                + String.join(", ", keys)
                + " than sutra.properties has now, and keep these until ./sutra restart.");
  }

  /**
   * A key that the embedding service takes: SUTRA_API_KEY of this shell, or the first in the file
   * of keys that is there as itself and not as a hash.
   */
  static Optional<String> apiKey(Workspace workspace) {
    return Optional.ofNullable(workspace.shell().get(API_KEY))
        .filter(key -> !key.isBlank())
        .or(
            () ->
                workspace
                    .asStarted()
                    .settings()
                    .find(ServiceSettings.API_KEYS_FILE)
                    .flatMap(Deployments::firstKey));
  }

  private static Optional<String> firstKey(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#") && !line.startsWith(HASHED))
          .findFirst();
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
  }
}
