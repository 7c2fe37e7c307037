package io.sutra.cli.container;

import io.sutra.cli.instance.ModelsFolder;
import io.sutra.cli.instance.Profile;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.terminal.CommandFailure;
import io.sutra.settings.InferenceSettings;
import io.sutra.settings.ServiceSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Compose is told: {@code docker/compose.yml} and the variables in it. */
final class ComposeFile {

  static final String PROJECT = "sutra";

  /** A container that gets more cores than there are is refused by the engine. */
  private static final int MOST_CORES = 2;

  /** An entry of 1,024 numbers with its 64 bytes, and what it takes in the heap. */
  private static final int ENTRY_BYTES = 4_424;

  /** Of the shard: what does not grow with its capacity, and room for the system's file cache. */
  private static final int SHARD_MEGABYTES = 512;

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

  /** The variables: what the instance remembers, and what follows from this machine. */
  Map<String, String> environment() {
    Map<String, String> variables = new HashMap<>();
    String cores =
        Integer.toString(Math.min(MOST_CORES, Runtime.getRuntime().availableProcessors()));
    for (String key : List.of("ML_BASE_CPUS", "SUTRA_CACHE_CPUS", "EMBEDDING_CPUS")) {
      variables.put(key, cores);
    }
    variables.put(
        "SUTRA_CACHE_MEMORY",
        (((workspace.cacheCapacity() * ENTRY_BYTES) >> 20) + SHARD_MEGABYTES) + "m");
    variables.putAll(workspace.settings().values());
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
