package io.sutra.settings.render;

import io.sutra.settings.Component;
import io.sutra.settings.Setting;
import io.sutra.settings.SettingsTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes the defaults of those settings to which Open Liberty's own configuration refers, as a file
 * of variables for each service. What only the services read needs no variable.
 */
public final class LibertyVariables {

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)}");

  private LibertyVariables() {}

  /**
   * Writes {@code shared/config/sutra/variables-*.xml} below the folder of the configuration.
   *
   * @param arguments the folder, which holds {@code servers} and {@code shared}
   * @throws IllegalStateException when the configuration refers to a variable that is no setting
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    List<Setting<?>> referred = referred(folder);
    for (Component component : List.of(Component.EMBEDDING, Component.ML_BASE)) {
      String name = component.name().toLowerCase(Locale.ROOT).replace('_', '-');
      Files.writeString(
          folder.resolve("shared/config/sutra/variables-" + name + ".xml"),
          xml(component, referred));
    }
  }

  /** The settings to which the files below {@code folder} refer. */
  static List<Setting<?>> referred(Path folder) throws IOException {
    var keys = new TreeSet<String>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".xml")).toList()) {
        Matcher reference = REFERENCE.matcher(Files.readString(file));
        while (reference.find()) {
          keys.add(reference.group(1));
        }
      }
    }
    return keys.stream()
        .<Setting<?>>map(
            key ->
                SettingsTable.find(key)
                    .orElseThrow(
                        () ->
                            new IllegalStateException(
                                "Open Liberty's configuration refers to "
                                    + key
                                    + ", which is no"
                                    + " setting")))
        .toList();
  }

  static String xml(Component component, List<Setting<?>> settings) {
    var xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.append("<server description=\"Defaults of the settings of ")
        .append(component.title())
        .append(", made from the table of settings by the build\">\n");
    for (Setting<?> setting : settings) {
      if (setting.readBy().contains(component)) {
        xml.append("  <variable name=\"")
            .append(setting.key())
            .append("\" defaultValue=\"")
            .append(setting.defaultText(component).orElse(""))
            .append("\"/>\n");
      }
    }
    return xml.append("</server>\n").toString();
  }
}
