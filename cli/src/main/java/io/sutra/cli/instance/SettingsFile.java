package io.sutra.cli.instance;

import io.sutra.cli.files.AtomicFile;
import io.sutra.cli.terminal.CommandFailure;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

  /** Stands for bytes that are not UTF-8. */
  private static final String REPLACEMENT = "\uFFFD";

  private static final Pattern KEY = Pattern.compile("\\s*([\\w.-]+)\\s*[=:\\s].*", Pattern.DOTALL);

  private final Path path;
  private final SettingsText content;
  private final List<String> problems;
  private final List<Entry> entries;

  /**
   * A setting in the file. A key may stand in several lines, of which the last counts.
   *
   * @param value with escapes resolved; empty when the line is not readable
   * @param first its line, counted from 1
   * @param last its last line; another one when it goes on over several
   */
  private record Entry(String key, Optional<String> value, int first, int last) {}

  private SettingsFile(Path path, SettingsText content) {
    this.path = path;
    this.content = content;
    List<String> found = new ArrayList<>();
    this.entries = parse(found);
    this.problems = List.copyOf(found);
  }

  /**
   * Reads the file; it has no settings when it does not exist. A file that cannot be read, or not
   * all of it, has {@link #problems()}, and {@link #write()} does not change it.
   */
  public static SettingsFile read(Path path) {
    try {
      return new SettingsFile(path, SettingsText.of(Files.readAllBytes(path)));
    } catch (NoSuchFileException e) {
      return empty(path);
    } catch (IOException e) {
      String reason = "The settings in " + path + " cannot be read: " + Problems.reason(e) + ".";
      return new SettingsFile(path, new SettingsText(List.of(), true, Optional.of(reason)));
    }
  }

  /** A file without settings, whatever is there now. */
  public static SettingsFile empty(Path path) {
    return new SettingsFile(path, SettingsText.NONE);
  }

  private List<Entry> parse(List<String> found) {
    List<String> lines = content.lines();
    content.unreadable().ifPresent(found::add);
    Map<String, Entry> byKey = new HashMap<>();
    List<Entry> all = new ArrayList<>();
    int first = 0;
    while (first < lines.size()) {
      int last = first;
      if (SettingsText.isBlankOrComment(lines.get(first))) {
        if (isDamaged(lines.get(first))) {
          found.add(notUtf8(first + 1));
        }
      } else {
        while (SettingsText.goesOn(lines.get(last)) && last + 1 < lines.size()) {
          last++;
        }
        for (Entry entry : entries(first, last, found)) {
          Entry before = byKey.put(entry.key(), entry);
          if (before != null) {
            found.add(twice(before, entry));
          }
          all.add(entry);
        }
      }
      first = last + 1;
    }
    return List.copyOf(all);
  }

  private String twice(Entry before, Entry entry) {
    return at(entry.first())
        + ": "
        + entry.key()
        + " stands in line "
        + before.first()
        + " already. Keep one of the two lines, or give it a value: ./sutra set KEY=VALUE.";
  }

  private String notUtf8(int line) {
    return at(line) + ": this is not text in UTF-8. Correct it with an editor.";
  }

  /** The settings of these lines: one, or none when they are no setting. */
  private List<Entry> entries(int first, int last, List<String> found) {
    String text = String.join("", content.lines().subList(first, last + 1));
    var one = new Properties();
    try {
      one.load(new StringReader(text));
    } catch (IOException | IllegalArgumentException e) {
      // Neither the line nor its value is named: it may be a secret.
      Optional<String> key = key(text);
      found.add(
          at(first + 1)
              + ": "
              + key.map(name -> "the value of " + name).orElse("this line")
              + " has a \\u that is not followed by four hexadecimal digits."
              + " Write \\\\ for a backslash.");
      return key.stream()
          .map(name -> new Entry(name, Optional.empty(), first + 1, last + 1))
          .toList();
    }
    boolean damaged = isDamaged(text);
    if (damaged) {
      found.add(notUtf8(first + 1));
    }
    return one.stringPropertyNames().stream()
        .map(
            key ->
                new Entry(
                    key,
                    damaged ? Optional.empty() : Optional.of(one.getProperty(key)),
                    first + 1,
                    last + 1))
        .toList();
  }

  private static Optional<String> key(String text) {
    Matcher matcher = KEY.matcher(text);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private boolean isDamaged(String text) {
    return !content.isUtf8() && text.contains(REPLACEMENT);
  }

  private String at(int line) {
    return path + ", line " + line;
  }

  /** Where a setting stands, for a message: the file and its line. */
  public String place(String key) {
    return entries.stream()
        .filter(entry -> entry.key().equals(key))
        .reduce((earlier, later) -> later)
        .map(entry -> at(entry.first()))
        .orElse(path.toString());
  }

  /** Whether users other than its owner may read it. */
  boolean othersMayRead() {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
      return permissions.contains(PosixFilePermission.GROUP_READ)
          || permissions.contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** Whether a line is about {@code key}, also one whose value cannot be read. */
  public boolean mentions(String key) {
    return entries.stream().anyMatch(entry -> entry.key().equals(key));
  }

  public Path path() {
    return path;
  }

  /** Where relative paths in it start. */
  Path folder() {
    return path.toAbsolutePath().resolveSibling(".").normalize();
  }

  /**
   * What keeps it from being read whole, or is wrong with its form: a sentence for each line, which
   * it names.
   */
  public List<String> problems() {
    return problems;
  }

  /** All settings, in the order of the file. */
  public Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>();
    for (Entry entry : entries) {
      entry.value().ifPresent(value -> values.put(entry.key(), value));
    }
    return values;
  }

  /**
   * This file with other values.
   *
   * @param values by their keys; one that is there already stays in its place, and only there
   */
  public SettingsFile with(Map<String, String> values) {
    Map<String, String> added = new TreeMap<>(values);
    Map<String, String> now = values();
    Map<Entry, Optional<String>> replaced = new LinkedHashMap<>();
    Set<String> placed = new HashSet<>();
    for (Entry entry : entries) {
      String key = entry.key();
      String value = values.get(key);
      if (value == null) {
        continue;
      }
      added.remove(key);
      if (!placed.add(key)) {
        replaced.put(entry, Optional.empty());
      } else if (!value.equals(now.get(key)) || !entry.value().equals(Optional.of(value))) {
        replaced.put(entry, Optional.of(key + "=" + escape(value)));
      }
    }
    List<String> changed = new ArrayList<>();
    if (content.lines().isEmpty()) {
      changed.addAll(SettingsText.linesOf(HEADER));
    }
    changed.addAll(replaceLines(replaced));
    if (!added.isEmpty()) {
      endLastLine(changed);
    }
    added.forEach((key, value) -> changed.add(key + "=" + escape(value) + content.lineEnd()));
    return new SettingsFile(path, content.with(changed));
  }

  /** So that a line added after it is a line of its own. */
  private void endLastLine(List<String> lines) {
    if (lines.isEmpty()) {
      return;
    }
    String last = lines.getLast();
    if (SettingsText.withoutEnd(last).length() == last.length()) {
      lines.set(lines.size() - 1, last + content.lineEnd());
    }
    if (!SettingsText.isBlankOrComment(last) && SettingsText.goesOn(last)) {
      lines.add(content.lineEnd());
    }
  }

  /** This file without these settings, in however many lines each stands. */
  public SettingsFile without(Collection<String> keys) {
    Map<Entry, Optional<String>> removed = new LinkedHashMap<>();
    for (Entry entry : entries) {
      if (keys.contains(entry.key())) {
        removed.put(entry, Optional.empty());
      }
    }
    return new SettingsFile(path, content.with(replaceLines(removed)));
  }

  /** The lines, with those of each entry in {@code by} replaced, or removed where it has none. */
  private List<String> replaceLines(Map<Entry, Optional<String>> by) {
    List<String> result = new ArrayList<>(content.lines());
    // From the end on, so that the numbers of the lines before stay right.
    for (Entry entry : entries.reversed()) {
      Optional<String> replacement = by.get(entry);
      if (replacement != null) {
        result.subList(entry.first() - 1, entry.last()).clear();
        replacement.ifPresent(line -> result.add(entry.first() - 1, line + content.lineEnd()));
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
   * @throws CommandFailure when it cannot be written, or was not read whole; it is then as it was
   */
  public void write() {
    if (content.unreadable().isPresent() || !content.isUtf8()) {
      throw new CommandFailure(
          "The settings in "
              + path
              + " were not changed, because not all of them can be read:\n  "
              + String.join("\n  ", problems));
    }
    try {
      Files.createDirectories(folder());
      List<String> lines = new ArrayList<>(content.lines());
      if (!lines.isEmpty()
          && SettingsText.withoutEnd(lines.getLast()).length() == lines.getLast().length()) {
        lines.set(lines.size() - 1, lines.getLast() + content.lineEnd());
      }
      AtomicFile.write(path, String.join("", lines));
    } catch (IOException e) {
      throw new CommandFailure(
          "The settings cannot be written to " + path + ": " + Problems.reason(e) + ".", e);
    }
  }
}
