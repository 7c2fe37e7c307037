package io.sutra.cli.instance;

import io.sutra.cli.files.AtomicFile;
import io.sutra.cli.terminal.CommandFailure;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The settings of an instance as a person may read and edit them: {@code sutra.properties}, in the
 * form of {@link Properties} and in UTF-8. What this class changes leaves every other line as it
 * is, comments too. Not changed after it was read; what changes it gives another one.
 */
public final class SettingsFile {

  private static final String HEADER =
      "# Settings of this instance of Sutra. ./sutra set KEY=VALUE and ./sutra unset KEY change them;"
          + " so may you.\n"
          + "# ./sutra settings lists all that there are.\n";

  private final Path path;
  private final List<String> lines;
  private final List<String> problems = new ArrayList<>();
  private final Map<String, Entry> entries;

  /**
   * A setting in the file.
   *
   * @param value with escapes resolved
   * @param first its line, counted from 1
   * @param last its last line; another one when it goes on over several
   */
  private record Entry(String value, int first, int last) {}

  private SettingsFile(Path path, List<String> lines) {
    this.path = path;
    this.lines = List.copyOf(lines);
    this.entries = parse();
  }

  /**
   * Reads the file; it has no settings when it does not exist.
   *
   * @throws CommandFailure when it cannot be read, naming file and line
   */
  public static SettingsFile read(Path path) {
    try {
      return new SettingsFile(path, Files.readAllLines(path, StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      return new SettingsFile(path, List.of());
    } catch (CharacterCodingException e) {
      throw new CommandFailure(path + " is not text in UTF-8. Correct it with an editor.", e);
    } catch (IOException e) {
      throw new CommandFailure(
          "The settings in " + path + " cannot be read: " + Problems.reason(e) + ".", e);
    }
  }

  /** A file without settings, whatever is there now. */
  public static SettingsFile empty(Path path) {
    return new SettingsFile(path, List.of());
  }

  private Map<String, Entry> parse() {
    Map<String, Entry> found = new LinkedHashMap<>();
    int first = 0;
    while (first < lines.size()) {
      int last = first;
      if (!isBlankOrComment(lines.get(first))) {
        while (goesOn(lines.get(last)) && last + 1 < lines.size()) {
          last++;
        }
        add(found, first, last);
      }
      first = last + 1;
    }
    return found;
  }

  private void add(Map<String, Entry> found, int first, int last) {
    var one = new Properties();
    try {
      one.load(new StringReader(String.join("\n", lines.subList(first, last + 1))));
    } catch (IOException | IllegalArgumentException e) {
      problems.add(at(first + 1) + ": '" + lines.get(first) + "' is not KEY=VALUE.");
    }
    for (String key : one.stringPropertyNames()) {
      Entry before = found.get(key);
      if (before != null) {
        problems.add(
            at(first + 1)
                + ": "
                + key
                + " stands in line "
                + before.first()
                + " already. Keep one of the two lines.");
      }
      found.put(key, new Entry(one.getProperty(key), first + 1, last + 1));
    }
  }

  private static boolean isBlankOrComment(String line) {
    String text = line.strip();
    return text.isEmpty() || text.startsWith("#") || text.startsWith("!");
  }

  /** A line goes on in the next one when an odd number of backslashes ends it. */
  private static boolean goesOn(String line) {
    int count = 0;
    while (count < line.length() && line.charAt(line.length() - 1 - count) == '\\') {
      count++;
    }
    return count % 2 == 1;
  }

  private String at(int line) {
    return path + ", line " + line;
  }

  /** Where a setting stands, for a message: the file and its line. */
  public String place(String key) {
    return Optional.ofNullable(entries.get(key))
        .map(entry -> at(entry.first()))
        .orElse(path.toString());
  }

  public Path path() {
    return path;
  }

  /** Where relative paths in it start. */
  Path folder() {
    return path.toAbsolutePath().resolveSibling(".").normalize();
  }

  /** What is wrong with its form, a sentence for each line, which it names. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  /** All settings, in the order of the file. */
  public Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>();
    entries.forEach((key, entry) -> values.put(key, entry.value()));
    return values;
  }

  /**
   * This file with other values.
   *
   * @param values by their keys; one that is there already stays in its place
   */
  public SettingsFile with(Map<String, String> values) {
    List<String> changed = new ArrayList<>();
    Map<Integer, String> replaced = new TreeMap<>();
    Map<String, String> added = new TreeMap<>();
    values.forEach(
        (key, value) -> {
          Entry entry = entries.get(key);
          if (entry == null) {
            added.put(key, value);
          } else if (!entry.value().equals(value)) {
            replaced.put(entry.first(), key + "=" + escape(value));
          }
        });
    if (lines.isEmpty()) {
      changed.addAll(HEADER.lines().toList());
    }
    changed.addAll(replaceLines(replaced));
    added.forEach((key, value) -> changed.add(key + "=" + escape(value)));
    return new SettingsFile(path, changed);
  }

  /** This file without these settings. */
  public SettingsFile without(Collection<String> keys) {
    Map<Integer, String> removed = new TreeMap<>();
    for (String key : keys) {
      Entry entry = entries.get(key);
      if (entry != null) {
        removed.put(entry.first(), "");
      }
    }
    return new SettingsFile(path, replaceLines(removed));
  }

  /** The lines, with the settings that begin in a line of {@code by} replaced; "" removes one. */
  private List<String> replaceLines(Map<Integer, String> by) {
    List<String> result = new ArrayList<>(lines);
    for (Entry entry : entries.values().stream().toList().reversed()) {
      String replacement = by.get(entry.first());
      if (replacement != null) {
        List<String> old = result.subList(entry.first() - 1, entry.last());
        old.clear();
        if (!replacement.isEmpty()) {
          result.add(entry.first() - 1, replacement);
        }
      }
    }
    return result;
  }

  private static String escape(String value) {
    String escaped =
        value
            .replace("\\", "\\\\")
            .replace("\n", "\\n")
            .replace("\r", "\\r")
            .replace("\t", "\\t")
            .replace("\f", "\\f");
    return escaped.startsWith(" ") ? "\\" + escaped : escaped;
  }

  /**
   * Writes it, for its owner alone.
   *
   * @throws CommandFailure when it cannot be written; it is then as it was
   */
  public void write() {
    try {
      Files.createDirectories(folder());
      AtomicFile.write(path, lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
    } catch (IOException e) {
      throw new CommandFailure(
          "The settings cannot be written to " + path + ": " + Problems.reason(e) + ".", e);
    }
  }
}
