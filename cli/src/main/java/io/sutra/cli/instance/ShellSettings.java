package io.sutra.cli.instance;

import io.sutra.cli.terminal.CommandFailure;
import io.sutra.settings.Component;
import io.sutra.settings.InstanceSettings;
import io.sutra.settings.Setting;
import io.sutra.settings.SettingsTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The settings that the shell of {@code up} or {@code deploy} asks for. They are remembered when
 * nothing runs yet; while something does, they may only say the same.
 */
public final class ShellSettings {

  /** What a caller of a service has, and no server reads. */
  private static final String API_KEY = "SUTRA_API_KEY";

  private static final Set<String> SCALED = Set.of("community", "enterprise");

  private final Map<String, String> values;

  private ShellSettings(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /**
   * Reads the variables of the shell that are settings.
   *
   * @param shell all of its variables
   * @param options what the command line says; it must not contradict the shell
   * @param containers whether the settings that only containers read count too
   * @throws CommandFailure with everything that is not allowed
   */
  public static ShellSettings read(
      Map<String, String> shell, Map<Setting<?>, String> options, boolean containers) {
    Path folder = Path.of("").toAbsolutePath();
    Map<String, String> values = new TreeMap<>();
    List<String> problems = new ArrayList<>();
    for (Setting<?> setting : SettingsTable.all()) {
      String text = shell.get(setting.key());
      if (text == null
          || setting.equals(InstanceSettings.HOME)
          || (!containers && setting.readBy().equals(Set.of(Component.CONTAINERS)))) {
        continue;
      }
      Optional<String> problem = RememberedSettings.problem(setting.key(), text, folder);
      problem.ifPresent(problems::add);
      if (problem.isEmpty()) {
        values.put(setting.key(), RememberedSettings.absolute(setting.key(), text.strip(), folder));
      }
    }
    if (!problems.isEmpty()) {
      throw new CommandFailure(String.join("\n", problems));
    }
    options.forEach((setting, value) -> values.put(setting.key(), value));
    return new ShellSettings(values);
  }

  /** A sentence for each variable that looks like a setting and is none. */
  public static List<String> unknown(Map<String, String> shell) {
    return shell.keySet().stream()
        .filter(SettingsTable::isOurs)
        .filter(key -> SettingsTable.find(key).isEmpty() && !key.equals(API_KEY))
        .sorted()
        .map(SettingsTable::unknownSetting)
        .toList();
  }

  /** What is asked for; an empty text asks for the default. */
  public Map<String, String> values() {
    return values;
  }

  /**
   * Requires that nothing else is asked for than what {@code running} has.
   *
   * @param running the settings that the servers were started with
   * @throws CommandFailure with every setting that differs, both values, and what to do
   */
  public void requireSameAs(RememberedSettings running) {
    List<String> differences = new ArrayList<>();
    values.forEach(
        (key, wanted) ->
            SettingsTable.find(key)
                .flatMap(setting -> difference(setting, wanted, running))
                .ifPresent(differences::add));
    if (!differences.isEmpty()) {
      throw new CommandFailure(
          "Sutra runs already, with other settings than this shell asks for:\n  "
              + String.join("\n  ", differences)
              + "\nNothing was changed. Stop it first (./sutra down, then ./sutra up), change a"
              + " setting (./sutra set KEY=VALUE, then ./sutra restart), or unset the variable.");
    }
  }

  private static Optional<String> difference(
      Setting<?> setting, String wanted, RememberedSettings running) {
    Optional<String> set = running.text(setting);
    if (wanted.isEmpty()) {
      return set.map(
          text ->
              setting.key()
                  + " is empty here, which is its default; it runs with "
                  + setting.shown("'" + text + "'"));
    }
    Optional<String> has = set.or(() -> sameDefault(setting));
    if (has.filter(text -> same(setting, text, wanted)).isPresent()) {
      return Optional.empty();
    }
    if (setting.secret()) {
      return Optional.of(setting.key() + " is another one here than where it runs (not shown)");
    }
    return Optional.of(
        setting.key()
            + " is '"
            + wanted
            + "' here; it runs with "
            + set.map(text -> "'" + text + "'").orElseGet(() -> fallback(setting)));
  }

  /** Two editions have the same servers. */
  private static boolean same(Setting<?> setting, String one, String other) {
    return RememberedSettings.same(setting, one, other)
        || (setting.equals(InstanceSettings.EDITION)
            && SCALED.contains(one)
            && SCALED.contains(other));
  }

  private static Optional<String> sameDefault(Setting<?> setting) {
    return setting.fallback() instanceof Setting.Default.Same same
        ? Optional.of(same.text())
        : Optional.empty();
  }

  /** What applies while {@code setting} is not set, in words. */
  public static String fallback(Setting<?> setting) {
    return switch (setting.fallback()) {
      case Setting.Default.Same same -> "its default, '" + same.text() + "'";
      case Setting.Default.PerComponent each -> "the default of each server";
      case Setting.Default.Derived derived -> "its default, " + derived.words();
    };
  }
}
