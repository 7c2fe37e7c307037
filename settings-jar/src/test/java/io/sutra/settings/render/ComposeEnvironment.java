package io.sutra.settings.render;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The environment of one service of the Compose file, by the lines of the file. */
final class ComposeEnvironment {

  private static final Pattern VARIABLE = Pattern.compile("( +)([A-Z][A-Z0-9_]+):.*");

  private final List<String> lines;
  private final List<String> keys = new ArrayList<>();
  private int lastVariable = -1;

  /**
   * Finds the variables.
   *
   * @param file the text of the file
   * @param header the line with which the service begins
   */
  ComposeEnvironment(String file, String header) {
    lines = new ArrayList<>(file.lines().toList());
    int first = lines.indexOf(header) + 1;
    if (first == 0) {
      first =
          lines.indexOf(
                  lines.stream().filter(line -> line.startsWith(header)).findFirst().orElseThrow())
              + 1;
    }
    for (int i = first; i < lines.size() && isInside(lines.get(i), header); i++) {
      Matcher variable = VARIABLE.matcher(lines.get(i));
      if (variable.matches()) {
        keys.add(variable.group(2));
        lastVariable = i;
      }
    }
  }

  private static boolean isInside(String line, String header) {
    return line.isBlank() || indent(line) > indent(header);
  }

  private static int indent(String line) {
    return line.length() - line.stripLeading().length();
  }

  /** The names of the variables. */
  List<String> keys() {
    return List.copyOf(keys);
  }

  /** The file with those of {@code expected} that were missing, passed on when they are set. */
  String withMissing(List<String> expected) {
    String indent = " ".repeat(indent(lines.get(lastVariable)));
    List<String> all = new ArrayList<>(lines);
    all.addAll(
        lastVariable + 1,
        expected.stream()
            .filter(key -> !keys.contains(key))
            .map(key -> indent + key + ":")
            .toList());
    return String.join("\n", all) + "\n";
  }
}
