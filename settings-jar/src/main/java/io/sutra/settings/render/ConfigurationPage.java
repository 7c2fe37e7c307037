package io.sutra.settings.render;

import io.sutra.settings.Component;
import io.sutra.settings.Setting;
import io.sutra.settings.Setting.Default;
import io.sutra.settings.SettingsTable;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code docs/configuration.md}: a table of settings for each process. */
public final class ConfigurationPage {

  private static final String HEAD =
      """
      # Configuration

      This page is made from the table of settings in `settings-jar`, and a test compares it with the table.

      Settings are variables of the environment, or lines `KEY=VALUE` of `sutra.properties` in `SUTRA_HOME`, where `./sutra up` keeps what it was started with. `./sutra set KEY=VALUE` and `./sutra unset KEY` change that file, and `./sutra settings` shows each setting of the instance with its value and where it came from. A server of an operator's own takes them from its environment or as variables in `server.xml`.

      - A value that is not allowed stops the start. The message names every such setting, its value and what is allowed.
      - A setting that is empty counts as not set; an empty secret is refused.
      - Durations may carry a unit: `ms`, `s`, `m`, `h` or `d` (`500ms`, `2s`, `24h`). A plain number counts the unit in the table.
      - Sizes may carry a unit: `B`, `KiB`, `MiB`, `GiB` or `TiB`. A plain number counts bytes. The balancer itself reads plain numbers only; `./sutra` translates.
      - The values of secrets are never shown.
      """;

  private ConfigurationPage() {}

  /** The page, as Markdown. */
  public static String text() {
    var page = new StringBuilder(HEAD);
    for (Component component : Component.values()) {
      page.append("\n## ").append(heading(component)).append("\n\n");
      page.append("| setting | default | allowed | meaning |\n|---|---|---|---|\n");
      SettingsTable.of(component).forEach(setting -> page.append(row(setting, component)));
    }
    return page.toString();
  }

  private static String heading(Component component) {
    return switch (component) {
      case EMBEDDING -> "The embedding service";
      case ML_BASE -> "ml-base, the inference service";
      case SHARD -> "The cache shard";
      case BALANCER -> "The balancer";
      case COMMAND -> "The `sutra` command";
      case CONTAINERS -> "Containers and images";
    };
  }

  private static String row(Setting<?> setting, Component component) {
    return "| `"
        + setting.key()
        + "` | "
        + fallback(setting, component)
        + " | "
        + setting.type().allowed()
        + " | "
        + setting.meaning()
        + (setting.secret() ? ". A secret" : "")
        + " |\n";
  }

  private static String fallback(Setting<?> setting, Component component) {
    return switch (setting.fallback()) {
      case Default.Same same -> "`" + same.text() + "`";
      case Default.Derived derived -> derived.words();
      case Default.PerComponent each -> perComponent(each.texts(), component);
    };
  }

  private static String perComponent(Map<Component, String> texts, Component component) {
    String own = texts.get(component);
    return own != null
        ? "`" + own + "`"
        : List.of(Component.values()).stream()
            .filter(texts::containsKey)
            .map(other -> "`" + texts.get(other) + "` for " + other.title())
            .collect(Collectors.joining(", "));
  }
}
