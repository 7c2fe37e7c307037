package io.sutra.settings.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.settings.Component;
import io.sutra.settings.Setting;
import io.sutra.settings.SettingsTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every file that names settings or their defaults agrees with the table. */
class FilesFollowTableTest {

  private static final Path ROOT = Path.of("..");

  /** {@code mvn -pl settings-jar test -Dsutra.update=true} writes the page anew. */
  private static final boolean UPDATE = Boolean.getBoolean("sutra.update");

  /** Set by the images or by Compose itself, or the same for all containers. */
  private static final Set<String> FIXED_IN_CONTAINERS =
      Set.of(
          "EMBEDDING_PORT",
          "ML_BASE_PORT",
          "HAPROXY_STATS_PORT",
          "SUTRA_CACHE_PORT",
          "SUTRA_CACHE_METRICS_PORT",
          "SUTRA_LISTEN_HOST",
          "SUTRA_CACHE_BIND",
          "SUTRA_CACHE_METRICS_BIND",
          "SUTRA_CACHE_DIR",
          "SUTRA_MODELS_DIR",
          "SUTRA_WORK_DIR",
          "SUTRA_STATE_DIR",
          "SUTRA_START_REPORT",
          "ML_BASE_LB_SOCKET");

  /**
   * Files, which would have to be mounted: {@code ./sutra deploy} refuses them but for the keys.
   */
  private static final Set<String> FILES =
      Set.of(
          "SUTRA_API_KEYS_FILE",
          "SUTRA_CACHE_TOKEN_FILE",
          "SUTRA_CACHE_TLS_CERT",
          "SUTRA_CACHE_TLS_KEY",
          "SUTRA_CACHE_TLS_CA",
          "SUTRA_CACHE_TLS");

  @Test
  void configurationPage_isWhatTheTableSays() throws IOException {
    Path page = ROOT.resolve("docs/configuration.md");
    if (UPDATE) {
      Files.writeString(page, ConfigurationPage.text());
    }
    assertThat(page)
        .as("write it anew: mvn -pl settings-jar test -Dsutra.update=true")
        .content()
        .isEqualTo(ConfigurationPage.text());
  }

  @Test
  void libertyConfiguration_refersToSettingsOnlyAndHasNoDefaultsOfItsOwn() throws IOException {
    Path folder = ROOT.resolve("liberty-config/src/main/usr");
    List<Setting<?>> referred = LibertyVariables.referred(folder);
    assertThat(referred).isNotEmpty();

    assertThat(LibertyVariables.xml(Component.EMBEDDING, referred))
        .contains("<variable name=\"SUTRA_MAX_CONNECTIONS\" defaultValue=\"8192\"/>")
        .contains("<variable name=\"SUTRA_CACHE_TOKEN\" defaultValue=\"\"/>");
    assertThat(LibertyVariables.xml(Component.ML_BASE, referred))
        .contains("<variable name=\"SUTRA_MAX_CONNECTIONS\" defaultValue=\"3072\"/>");
    for (String file : List.of("platform.xml", "cache-connector.xml")) {
      assertThat(folder.resolve("shared/config/sutra").resolve(file))
          .content()
          .doesNotContain("<variable");
    }
  }

  @Test
  void compose_everyVariable_isASettingWithTheDefaultOfTheTable() throws IOException {
    String compose = compose();
    Matcher variable = Pattern.compile("\\$\\{([A-Z0-9_]+)(:-([^}]*))?").matcher(compose);
    List<String> wrong = new ArrayList<>();
    while (variable.find()) {
      String key = variable.group(1);
      Optional<Setting<?>> setting = SettingsTable.find(key);
      if (setting.isEmpty()) {
        wrong.add(key + " is no setting");
      } else {
        checkDefault(setting.get(), variable.group(3), wrong);
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static void checkDefault(Setting<?> setting, String text, List<String> wrong) {
    if (text == null) {
      return;
    }
    setting
        .defaultText(Component.CONTAINERS)
        .or(() -> setting.defaultText(setting.readBy().iterator().next()))
        .filter(expected -> !sameValue(setting, expected, text))
        .ifPresent(expected -> wrong.add(setting.key() + " is " + text + " and not " + expected));
  }

  @Test
  void compose_everySettingOfAProcess_reachesItsContainer() throws IOException {
    Map<Component, String> services =
        Map.of(
            Component.EMBEDDING, "  sutra-embedding-service:",
            Component.ML_BASE, "x-ml-base:",
            Component.SHARD, "  storage-cache-shard:",
            Component.BALANCER, "  ml-base-lb:");
    for (Map.Entry<Component, String> service : services.entrySet()) {
      List<String> expected =
          SettingsTable.of(service.getKey())
              .map(Setting::key)
              .filter(key -> !FIXED_IN_CONTAINERS.contains(key) && !FILES.contains(key))
              .filter(key -> !key.matches("ML_BASE_\\d+"))
              .toList();
      ComposeEnvironment environment = new ComposeEnvironment(compose(), service.getValue());
      if (UPDATE) {
        Files.writeString(ROOT.resolve("docker/compose.yml"), environment.withMissing(expected));
        environment = new ComposeEnvironment(compose(), service.getValue());
      }
      assertThat(environment.keys())
          .as(
              service.getKey().title()
                  + "; add them: mvn -pl settings-jar test -Dsutra.update=true")
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  private static String compose() {
    try {
      return Files.readString(ROOT.resolve("docker/compose.yml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void balancer_everyDefault_isTheOneOfTheTable() throws IOException {
    String file = Files.readString(ROOT.resolve("haproxy/ml-base-lb.cfg"));
    Map<String, String> found = new HashMap<>();
    Matcher preset = Pattern.compile("presetenv (\\w+) (\\S+)").matcher(file);
    while (preset.find()) {
      found.put(preset.group(1), preset.group(2));
    }
    Matcher replica = Pattern.compile("\\$\\{(ML_BASE_\\d+)-([^}]*)}").matcher(file);
    while (replica.find()) {
      found.put(replica.group(1), replica.group(2));
    }
    List<String> wrong = new ArrayList<>();
    SettingsTable.of(Component.BALANCER)
        .forEach(
            setting ->
                setting
                    .defaultText(Component.BALANCER)
                    .filter(
                        text -> !sameValue(setting, text, found.getOrDefault(setting.key(), "")))
                    .ifPresent(
                        text ->
                            wrong.add(
                                setting.key()
                                    + " is "
                                    + found.get(setting.key())
                                    + " and not "
                                    + text)));
    assertThat(wrong).isEmpty();
    assertThat(found.keySet()).allMatch(key -> SettingsTable.find(key).isPresent());
  }

  private static <T> boolean sameValue(Setting<T> setting, String expected, String text) {
    return setting.type().parse(text).equals(setting.type().parse(expected));
  }
}
