package io.sutra.cli.commands;

import io.sutra.cli.instance.Profile;
import io.sutra.cli.instance.ShellSettings;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.runtime.Product;
import io.sutra.cli.terminal.Progress;
import io.sutra.settings.Setting;
import io.sutra.settings.SettingsTable;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** Says what came of a change of settings: the values now, and what has to be restarted for it. */
final class SettingsChange {

  private SettingsChange() {}

  static void say(Workspace before, Workspace after, Collection<String> keys, Progress progress) {
    for (String key : keys) {
      progress.note(
          SettingsTable.find(key)
              .map(setting -> key + " is " + value(after, setting))
              .orElse(key + " is no longer there"));
    }
    whatToRestart(before, after, keys, progress);
  }

  private static String value(Workspace workspace, Setting<?> setting) {
    return workspace
        .settings()
        .text(setting)
        .map(setting::shown)
        .orElseGet(() -> "not set: " + ShellSettings.fallback(setting));
  }

  private static void whatToRestart(
      Workspace before, Workspace after, Collection<String> keys, Progress progress) {
    if (Profile.remembered(before, Profile.Form.CONTAINERS).isPresent()) {
      progress.note("Sutra runs in containers: ./sutra deploy takes this up.");
      return;
    }
    Product running = Product.current(before);
    List<Setting<?>> changed =
        keys.stream().<Setting<?>>flatMap(key -> SettingsTable.find(key).stream()).toList();
    if (!running.runs()) {
      return;
    }
    Set<Setting<?>> pending = Deployments.changedSettings(after);
    if (changed.stream().anyMatch(s -> pending.contains(s) && running.isFixedUntilDown(s))) {
      progress.note("To take this up: ./sutra down, then ./sutra up");
      return;
    }
    List<String> servers = new Product(after, running.profile()).pendingServers();
    if (!servers.isEmpty()) {
      progress.note("To take this up: ./sutra restart " + String.join(" ", servers));
    } else if (Collections.disjoint(changed, pending)
        && changed.stream().noneMatch(running::isRead)) {
      progress.note("No server that runs reads this.");
    }
  }
}
