package io.sutra.cli.instance;

import java.nio.file.Path;
import java.util.Map;

/** Workspaces whose settings are given by a test. */
public final class TestWorkspace {

  private TestWorkspace() {}

  /** A checkout and a home beside each other below {@code folder}, and no variables of a shell. */
  public static Workspace below(Path folder, Map<String, String> settings) {
    return of(folder.resolve("checkout"), folder.resolve("home"), settings, Map.of());
  }

  public static Workspace of(
      Path root, Path home, Map<String, String> settings, Map<String, String> shell) {
    return new Workspace(
        root,
        home,
        new RememberedSettings(SettingsFile.empty(home.resolve("sutra.properties")).with(settings)),
        shell);
  }
}
