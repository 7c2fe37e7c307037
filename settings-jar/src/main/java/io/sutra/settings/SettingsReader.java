package io.sutra.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads the settings of one component and collects everything that is wrong with them, so that one
 * start reports every mistake. A setting whose text is blank counts as not set, unless it is a
 * secret, which is refused. Not thread-safe.
 */
public final class SettingsReader {

  private final Component component;
  private final Function<String, Optional<String>> source;
  private final Set<String> problems = new LinkedHashSet<>();

  /** {@code source} gives the text of a key, if it is set. */
  public SettingsReader(Component component, Function<String, Optional<String>> source) {
    this.component = component;
    this.source = source;
  }

  /** The text of {@code setting} without blanks around it, if it is set. */
  public Optional<String> text(Setting<?> setting) {
    return source.apply(setting.key()).map(String::strip).filter(text -> !text.isEmpty());
  }

  /** The value of {@code setting}; empty when it is not set, or not allowed, which is noted. */
  public <T> Optional<T> find(Setting<T> setting) {
    Optional<String> text = text(setting);
    if (setting.secret() && text.isEmpty() && source.apply(setting.key()).isPresent()) {
      // A secret that was left empty by mistake would leave open what was meant to be closed.
      problem(setting.key() + " is empty. Give a value, or unset it to ask for none.");
    }
    Optional<T> value = text.flatMap(setting.type()::parse);
    if (text.isPresent() && value.isEmpty()) {
      problem(setting, text.get(), setting.type().allowed());
    }
    return value;
  }

  /**
   * The value of {@code setting}, or its default when it is not set or not allowed.
   *
   * @throws IllegalArgumentException when the setting has no default for this component
   */
  public <T> T get(Setting<T> setting) {
    return find(setting)
        .or(() -> setting.defaultText(component).flatMap(setting.type()::parse))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    setting.key() + " has no default for " + component.title()));
  }

  /**
   * A secret that is given directly or in a file. An empty file is refused: it would leave open
   * what was meant to be closed.
   *
   * @param direct the setting that holds the secret itself
   * @param file the setting that names a file with it
   */
  public Optional<String> secret(Setting<String> direct, Setting<Path> file) {
    Optional<String> given = find(direct);
    Optional<Path> path = find(file);
    if (given.isPresent() && path.isPresent()) {
      problem(direct.key() + " and " + file.key() + " are both set; set only one of them.");
      return given;
    }
    if (path.isEmpty()) {
      return given;
    }
    try {
      String secret = Files.readString(path.get()).strip();
      if (secret.isEmpty()) {
        problem(file, path.get().toString(), "a file with a secret, and this one is empty");
      }
      return Optional.of(secret).filter(text -> !text.isEmpty());
    } catch (IOException e) {
      problem(file, path.get().toString(), "a text file that can be read");
      return Optional.empty();
    }
  }

  /**
   * Checks every setting of this component, also those that are read elsewhere, for instance by the
   * server that hosts it.
   */
  public void checkAll() {
    SettingsTable.of(component).forEach(this::find);
  }

  /** Notes that {@code value} is not allowed. */
  public void problem(Setting<?> setting, String value, String allowed) {
    problem(setting.refusal(value, allowed));
  }

  /** Notes a problem that concerns several settings, as a sentence. */
  public void problem(String sentence) {
    problems.add(sentence);
  }

  /** What was noted so far. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  /**
   * To be called after the last setting.
   *
   * @throws SettingsException with all problems, if there are any
   */
  public void throwIfAnyProblem() {
    if (!problems.isEmpty()) {
      throw new SettingsException(problems());
    }
  }
}
