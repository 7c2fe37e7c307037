package io.sutra.cli.commands;

import io.sutra.cli.client.Json;
import io.sutra.cli.instance.RememberedSettings;
import io.sutra.cli.instance.ShellSettings;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.runtime.Product;
import io.sutra.settings.Component;
import io.sutra.settings.InstanceSettings;
import io.sutra.settings.Setting;
import io.sutra.settings.SettingsTable;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sutra settings}: every setting, its value and where that came from. */
@Command(
    name = "settings",
    description = {
      "List every setting of this instance, its value, and where the value comes from.",
      "Also lists variables of this shell that look like settings but are unknown, and"
          + " settings that running servers were started with other values of."
    },
    footer = "Exit code: 0, or 1 when sutra.properties cannot be used.",
    mixinStandardHelpOptions = true)
final class SettingsCommand implements Callable<Integer> {

  @Option(names = "--json", description = "Print JSON instead of a table.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** A setting as it is shown. */
  private record Row(Setting<?> setting, Optional<String> value, String origin, boolean pending) {}

  @Override
  public Integer call() {
    Workspace workspace = Workspace.ofLauncher();
    Set<Setting<?>> pending =
        Product.current(workspace).runs() ? Deployments.changedSettings(workspace) : Set.of();
    List<Row> rows =
        SettingsTable.all().stream().map(setting -> row(workspace, setting, pending)).toList();
    List<String> remarks = remarks(workspace, !pending.isEmpty());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(toJson(workspace, rows, remarks));
    } else {
      rows.forEach(row -> print(row, out));
      out.println();
      out.println("sutra.properties: " + workspace.settings().file().path());
      remarks.forEach(out::println);
    }
    out.flush();
    return workspace.settings().problems().isEmpty()
        ? CommandLine.ExitCode.OK
        : CommandLine.ExitCode.SOFTWARE;
  }

  private static Row row(Workspace workspace, Setting<?> setting, Set<Setting<?>> pending) {
    if (setting.equals(InstanceSettings.HOME)) {
      return new Row(
          setting,
          Optional.of(workspace.home().toString()),
          workspace.shell().getOrDefault(setting.key(), "").isBlank() ? "default" : "environment",
          false);
    }
    RememberedSettings settings = workspace.settings();
    Optional<String> remembered = settings.text(setting).map(setting::shown);
    return remembered.isPresent()
        ? new Row(setting, remembered, "sutra.properties", pending.contains(setting))
        : new Row(setting, fallback(setting), "default", pending.contains(setting));
  }

  private static Optional<String> fallback(Setting<?> setting) {
    return switch (setting.fallback()) {
      case Setting.Default.Same same -> Optional.of(same.text()).filter(text -> !text.isEmpty());
      case Setting.Default.PerComponent each ->
          Optional.of(
              String.join(
                  ", ",
                  each.texts().entrySet().stream()
                      .sorted(Map.Entry.comparingByKey())
                      .map(entry -> entry.getValue() + " for " + entry.getKey().title())
                      .toList()));
      case Setting.Default.Derived derived -> Optional.empty();
    };
  }

  private static void print(Row row, PrintWriter out) {
    String shown =
        row.value()
            .orElseGet(
                () ->
                    row.setting().fallback() instanceof Setting.Default.Derived derived
                        ? "(" + derived.words().replace("`", "") + ")"
                        : "(not set)");
    out.printf(
        "%-28s %-32s %s%s%n",
        row.setting().key(), shown, row.origin(), row.pending() ? ", not yet where it runs" : "");
  }

  private static List<String> remarks(Workspace workspace, boolean pending) {
    return Stream.of(
            workspace.settings().problems().stream(),
            workspace.settings().warnings().stream(),
            ShellSettings.unknown(workspace.shell()).stream()
                .map(problem -> "In this shell: " + problem),
            shellHasOthers(workspace),
            pending ? Deployments.changedSinceTheStart(workspace) : Stream.<String>empty())
        .flatMap(lines -> lines)
        .toList();
  }

  /** Variables of the shell count at up and deploy alone; somebody may expect otherwise. */
  private static Stream<String> shellHasOthers(Workspace workspace) {
    List<String> keys =
        SettingsTable.all().stream()
            .filter(setting -> !setting.equals(InstanceSettings.HOME))
            .filter(setting -> !setting.readBy().equals(Set.of(Component.CONTAINERS)))
            .filter(
                setting -> {
                  String here = workspace.shell().getOrDefault(setting.key(), "");
                  return !here.isBlank()
                      && workspace
                          .settings()
                          .text(setting)
                          .filter(text -> RememberedSettings.same(setting, text, here))
                          .isEmpty();
                })
            .map(Setting::key)
            .toList();
    return keys.isEmpty()
        ? Stream.empty()
        : Stream.of(
            "This shell has other values of "
                + String.join(", ", keys)
                + "; they count at ./sutra up and ./sutra deploy alone, when nothing runs yet.");
  }

  private static String toJson(Workspace workspace, List<Row> rows, List<String> remarks) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("file", workspace.settings().file().path().toString());
    fields.put("settings", rows.stream().map(SettingsCommand::fields).toList());
    fields.put("remarks", remarks);
    return Json.text(fields);
  }

  private static Map<String, @Nullable Object> fields(Row row) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("key", row.setting().key());
    fields.put("value", row.value().orElse(null));
    fields.put("origin", row.origin());
    fields.put("pending", row.pending());
    fields.put("meaning", row.setting().meaning());
    return fields;
  }
}
