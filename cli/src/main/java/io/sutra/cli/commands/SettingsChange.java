package io.sutra.cli.commands;

import io.sutra.cli.instance.Profile;
import io.sutra.cli.instance.ShellSettings;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.runtime.Product;
import io.sutra.cli.terminal.Progress;
import io.sutra.settings.BalancerSettings;
import io.sutra.settings.Component;
import io.sutra.settings.InstanceSettings;
import io.sutra.settings.Setting;
import io.sutra.settings.SettingsTable;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Says what came of a change of settings: the values now, and what has to be restarted for it. */
final class SettingsChange {

  private static final Set<Setting<?>> WHICH_SERVERS =
      Set.of(InstanceSettings.EDITION, BalancerSettings.REPLICAS, BalancerSettings.REPLICA_PORT);

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
    Product product = Product.current(before);
    List<Setting<?>> changed =
        Deployments.changedSettings(after).stream()
            .filter(setting -> keys.contains(setting.key()))
            .toList();
    if (!product.runs() || changed.isEmpty()) {
      return;
    }
    boolean balancer =
        product.profile().scales()
            && changed.stream().anyMatch(s -> s.readBy().contains(Component.BALANCER));
    if (balancer || changed.stream().anyMatch(WHICH_SERVERS::contains)) {
      progress.note("To take this up: ./sutra down, then ./sutra up");
      return;
    }
    List<String> readers = product.readersOf(changed);
    progress.note(
        readers.isEmpty()
            ? "No server that runs reads this."
            : "To take this up: ./sutra restart " + String.join(" ", readers));
  }
}
