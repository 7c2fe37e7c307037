package io.sutra.cli.instance;

import io.sutra.cli.terminal.CommandFailure;
import io.sutra.settings.Component;
import io.sutra.settings.FilePath;
import io.sutra.settings.InstanceSettings;
import io.sutra.settings.Setting;
import io.sutra.settings.SettingsReader;
import io.sutra.settings.SettingsTable;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The settings that an instance remembers, checked with the table of settings. A value that is not
 * allowed counts as not set here, and {@link #problems} says so: what only looks at or stops the
 * servers goes on, what starts them does not. Immutable.
 */
public final class RememberedSettings {

  private final SettingsFile file;
  private final Map<String, String> values;
  private final List<String> problems;

  /** The settings of {@code file}, whose relative paths start in its folder. */
  public RememberedSettings(SettingsFile file) {
    this.file = file;
    Map<String, String> allowed = new TreeMap<>();
    List<String> found = new ArrayList<>(file.problems());
    file.values()
        .forEach(
            (key, text) ->
                problem(key, text, file.folder())
                    .ifPresentOrElse(
                        problem -> found.add(file.place(key) + ": " + problem),
                        () -> allowed.put(key, text.strip())));
    allowed.values().removeIf(String::isEmpty);
    allowed.replaceAll((key, text) -> absolute(key, text, file.folder()));
    values = Map.copyOf(allowed);
    problems = List.copyOf(found);
  }

  /** What is wrong with one setting; empty when nothing is. */
  public static Optional<String> problem(String key, String text, Path folder) {
    Optional<Setting<?>> setting = SettingsTable.find(key);
    if (setting.isEmpty()) {
      return Optional.of(SettingsTable.unknownSetting(key));
    }
    if (key.equals(InstanceSettings.HOME.key())) {
      return Optional.of(
          key + " is where this file lies, so it is known from the environment alone.");
    }
    if (text.isBlank()) {
      // A password that was left empty by mistake would leave open what was meant to be closed.
      return setting.get().secret()
          ? Optional.of(key + " is empty. Give a value, or unset it to ask for none.")
          : Optional.empty();
    }
    String value = absolute(key, text.strip(), folder);
    return setting.get().type().parse(value).isPresent()
        ? Optional.empty()
        : Optional.of(setting.get().refusal(text.strip(), setting.get().type().allowed()));
  }

  /** The same text, with a relative path made absolute: servers run in another folder. */
  public static String absolute(String key, String text, Path folder) {
    boolean isPath =
        SettingsTable.find(key).filter(setting -> setting.type() instanceof FilePath).isPresent();
    try {
      return isPath && !text.isBlank() ? folder.resolve(text.strip()).normalize().toString() : text;
    } catch (InvalidPathException e) {
      return text;
    }
  }

  /** Whether both texts mean the same value of the setting, however they are written. */
  public static boolean same(Setting<?> setting, String one, String other) {
    return setting.type().parse(one.strip()).equals(setting.type().parse(other.strip()));
  }

  public SettingsFile file() {
    return file;
  }

  /** Everything that is wrong with the file, a sentence each, with the line. */
  public List<String> problems() {
    return problems;
  }

  /** What an operator should know about the file, although it keeps nothing from starting. */
  public List<String> warnings() {
    List<String> secrets =
        values.keySet().stream()
            .filter(key -> SettingsTable.find(key).filter(Setting::secret).isPresent())
            .sorted()
            .toList();
    return secrets.isEmpty() || !file.othersMayRead()
        ? List.of()
        : List.of(
            "Other users of this machine may read "
                + String.join(", ", secrets)
                + " in "
                + file.path()
                + ". To prevent it: chmod 600 "
                + file.path());
  }

  /**
   * Requires that nothing is wrong with the file.
   *
   * @throws CommandFailure with every problem
   */
  public void requireValid() {
    if (!problems.isEmpty()) {
      throw new CommandFailure(
          "The settings of this instance are not usable:\n  " + String.join("\n  ", problems));
    }
  }

  /** All that are set and allowed. */
  public Map<String, String> values() {
    return values;
  }

  /** The text of {@code setting}, if it is set. */
  public Optional<String> text(Setting<?> setting) {
    return Optional.ofNullable(values.get(setting.key()));
  }

  /** The value of {@code setting}, if it is set. */
  public <T> Optional<T> find(Setting<T> setting) {
    return reader(Component.COMMAND).find(setting);
  }

  /** The value of {@code setting}, or its default for the command. */
  public <T> T get(Setting<T> setting) {
    return reader(Component.COMMAND).get(setting);
  }

  /** A reader of these settings with the defaults of {@code component}. */
  public SettingsReader reader(Component component) {
    return new SettingsReader(component, key -> Optional.ofNullable(values.get(key)));
  }

  /**
   * Those that are set and that one of {@code components} reads, as programs that know no units
   * read them.
   */
  public Map<String, String> of(Collection<Component> components) {
    Map<String, String> chosen = new LinkedHashMap<>();
    values.forEach(
        (key, text) ->
            SettingsTable.find(key)
                .filter(setting -> components.stream().anyMatch(setting.readBy()::contains))
                .ifPresent(setting -> chosen.put(key, plain(setting, text))));
    return chosen;
  }

  private static <T> String plain(Setting<T> setting, String text) {
    return setting.type().parse(text).map(setting.type()::plain).orElse(text);
  }

  /**
   * These with other values; nothing is written.
   *
   * @param changed by their keys; an empty text removes a setting, so that its default applies
   */
  public RememberedSettings with(Map<String, String> changed) {
    Map<String, String> set = new TreeMap<>(changed);
    set.values().removeIf(String::isBlank);
    List<String> removed =
        changed.keySet().stream().filter(key -> !set.containsKey(key)).sorted().toList();
    return new RememberedSettings(file.with(set).without(removed));
  }

  /** These without some; nothing is written. */
  public RememberedSettings without(Collection<String> keys) {
    return new RememberedSettings(file.without(keys));
  }
}
