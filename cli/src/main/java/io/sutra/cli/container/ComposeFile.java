package io.sutra.cli.container;

import io.sutra.cli.instance.ModelsFolder;
import io.sutra.cli.instance.Profile;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.terminal.CommandFailure;
import io.sutra.settings.CacheSettings;
import io.sutra.settings.Component;
import io.sutra.settings.InferenceSettings;
import io.sutra.settings.InstanceSettings;
import io.sutra.settings.ServiceSettings;
import io.sutra.settings.Setting;
import io.sutra.settings.ShardMemory;
import io.sutra.settings.ShardSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Compose is told: {@code docker/compose.yml} and the variables in it. */
final class ComposeFile {

  static final String PROJECT = "sutra";

  /** A container that gets more cores than there are is refused by the engine. */
  private static final int MOST_CORES = 2;

  /** Files and switches that no container is given: without them it would serve unprotected. */
  private static final List<Setting<?>> NOT_PASSED_ON =
      List.of(
          CacheSettings.TOKEN_FILE,
          CacheSettings.TLS,
          CacheSettings.TLS_CA,
          ShardSettings.TLS_CERTIFICATE,
          ShardSettings.TLS_KEY);

  private final Workspace workspace;
  private final Profile profile;

  ComposeFile(Workspace workspace, Profile profile) {
    this.workspace = workspace;
    this.profile = profile;
  }

  /** The words that run Compose on these files, before its own command. */
  List<String> command() {
    List<String> words = new ArrayList<>(Docker.compose());
    words.addAll(List.of("--project-name", PROJECT, "--file", file("compose.yml")));
    if (mountsModels()) {
      words.addAll(List.of("--file", file("models.yml")));
    }
    if (apiKeys() != null) {
      words.addAll(List.of("--file", file("api-keys.yml")));
    }
    return words;
  }

  private String file(String name) {
    return workspace.root().resolve("docker").resolve(name).toString();
  }

  private boolean mountsModels() {
    return workspace.settings().text(InferenceSettings.MODELS_DIR).isPresent()
        || !workspace.settings().get(InferenceSettings.MODEL_NAME).equals(ImageContexts.MODEL);
  }

  private @Nullable String apiKeys() {
    return workspace.settings().text(ServiceSettings.API_KEYS_FILE).orElse(null);
  }

  /**
   * Requires that every setting reaches its container.
   *
   * @throws CommandFailure naming those that do not
   */
  void checkSettings() {
    List<String> lost =
        NOT_PASSED_ON.stream()
            .filter(setting -> workspace.settings().text(setting).isPresent())
            .map(Setting::key)
            .toList();
    if (!lost.isEmpty()) {
      throw new CommandFailure(
          String.join(", ", lost)
              + " cannot be used with containers: no file is mounted for them. Unset them"
              + " (./sutra unset KEY), and give the shard's secret as SUTRA_CACHE_TOKEN.");
    }
  }

  /** The variables: what the instance remembers, and what follows from this machine. */
  Map<String, String> environment() {
    Map<String, String> variables = new HashMap<>();
    String cores =
        Integer.toString(Math.min(MOST_CORES, Runtime.getRuntime().availableProcessors()));
    for (String key : List.of("ML_BASE_CPUS", "SUTRA_CACHE_CPUS", "EMBEDDING_CPUS")) {
      variables.put(key, cores);
    }
    ShardMemory shard = ShardMemory.of(workspace.settings().reader(Component.SHARD));
    variables.put(
        InstanceSettings.SHARD_MEMORY.key(), Math.ceilDiv(shard.containerBytes(), 1L << 20) + "m");
    // Plain numbers: the balancer knows no units.
    variables.putAll(workspace.settings().of(EnumSet.allOf(Component.class)));
    variables.put("ML_BASE_REPLICAS", Integer.toString(Math.max(1, profile.replicas())));
    variables.put("COMPOSE_PROFILES", profile.scales() ? "scaling" : "simple");
    for (int i = 1; i <= profile.replicas(); i++) {
      variables.put("ML_BASE_" + i + "_PORT", Integer.toString(workspace.mlBaseReplicaPort(i)));
    }
    if (mountsModels()) {
      variables.put("SUTRA_MODELS_DIR", ModelsFolder.prepare(workspace).toString());
    }
    String keys = apiKeys();
    if (keys != null) {
      Path file = Path.of(keys).toAbsolutePath();
      if (!Files.isRegularFile(file)) {
        throw new CommandFailure(
            "SUTRA_API_KEYS_FILE is '" + file + "', and there is no such file.");
      }
      variables.put("SUTRA_API_KEYS_FILE", file.toString());
    }
    return variables;
  }
}
