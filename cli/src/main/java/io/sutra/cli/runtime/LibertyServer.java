package io.sutra.cli.runtime;

import io.sutra.cli.aot.AotCaches;
import io.sutra.cli.aot.AotProgram;
import io.sutra.cli.files.FolderCopy;
import io.sutra.cli.instance.ListenHost;
import io.sutra.cli.instance.ModelsFolder;
import io.sutra.cli.instance.TemporaryFolder;
import io.sutra.cli.instance.Workspace;
import io.sutra.settings.BalancerSettings;
import io.sutra.settings.CacheSettings;
import io.sutra.settings.Component;
import io.sutra.settings.InferenceSettings;
import io.sutra.settings.ServiceSettings;
import io.sutra.settings.Setting;
import io.sutra.settings.ShardSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An Open Liberty server: a server directory over the shared runtime. */
final class LibertyServer extends LocalServer {

  static final String ML_BASE = "ml-base";
  static final String EMBEDDING = "embedding";
  static final String SINGLE = "sutra";

  private static final String ML_BASE_APPLICATION = "ml-base.war";

  /** The message with which Open Liberty says that it cannot listen. */
  private static final String CANNOT_LISTEN = "CWWKO0221E";

  /** The messages with which it says that an application did not start. */
  private static final List<String> APPLICATION_FAILED = List.of("CWWKZ0002E", "CWWKZ0012I");

  private final String template;
  private final List<String> applications;
  private final Map<String, String> environment;

  /**
   * A server of the templates' directory {@code template}.
   *
   * @param applications what is put into its folder {@code apps}
   * @param environment what it is given beside the settings that it reads
   */
  private LibertyServer(
      Workspace workspace,
      String name,
      String template,
      Set<Component> components,
      Port port,
      List<String> applications,
      Map<String, String> environment) {
    super(workspace, name, components, List.of(port));
    this.template = template;
    this.applications = List.copyOf(applications);
    this.environment = Map.copyOf(environment);
  }

  /** The inference service. */
  static LibertyServer mlBase(Workspace workspace) {
    return new LibertyServer(
        workspace,
        ML_BASE,
        ML_BASE,
        Set.of(Component.ML_BASE),
        port(workspace, ServiceSettings.ML_BASE_PORT, workspace.mlBasePort(), 0),
        List.of(ML_BASE_APPLICATION),
        Map.of());
  }

  /** The name of replica {@code number}, counted from 1. */
  static String replicaName(int number) {
    return ML_BASE + "-" + number;
  }

  /**
   * One of several inference services behind the balancer. They share what each would otherwise
   * make of the model's files for itself, and so the memory that its weights are mapped into.
   *
   * @param number from 1 on
   */
  static LibertyServer mlBaseReplica(Workspace workspace, int number) {
    int port = workspace.mlBaseReplicaPort(number);
    Map<String, String> environment = new HashMap<>();
    if (workspace.settings().text(InferenceSettings.WORK_DIR).isEmpty()) {
      environment.put(
          InferenceSettings.WORK_DIR.key(), workspace.home().resolve("work").toString());
    }
    environment.put(ServiceSettings.ML_BASE_PORT.key(), Integer.toString(port));
    return new LibertyServer(
        workspace,
        replicaName(number),
        ML_BASE,
        Set.of(Component.ML_BASE),
        port(workspace, BalancerSettings.REPLICA_PORT, port, number - 1),
        List.of(ML_BASE_APPLICATION),
        environment);
  }

  /** The embedding service; it finds the others of this machine unless it is told otherwise. */
  static LibertyServer embedding(Workspace workspace) {
    Map<String, String> environment = new HashMap<>(shardAddress(workspace));
    if (workspace.settings().text(ServiceSettings.ML_BASE_URL).isEmpty()) {
      environment.put(
          ServiceSettings.ML_BASE_URL.key(),
          "http://"
              + workspace.reachable(ServiceSettings.LISTEN_HOST)
              + ":"
              + workspace.mlBasePort());
    }
    return new LibertyServer(
        workspace,
        EMBEDDING,
        EMBEDDING,
        Set.of(Component.EMBEDDING),
        port(workspace, ServiceSettings.EMBEDDING_PORT, workspace.embeddingPort(), 0),
        List.of("embedding.war", "cache-connector-standalone.rar"),
        environment);
  }

  /** The embedding service and ml-base in one server. */
  static LibertyServer single(Workspace workspace) {
    Map<String, String> environment = new HashMap<>(shardAddress(workspace));
    if (workspace.settings().text(ServiceSettings.ML_BASE_URL).isEmpty()) {
      environment.put(
          ServiceSettings.ML_BASE_URL.key(),
          "http://"
              + workspace.reachable(ServiceSettings.LISTEN_HOST)
              + ":"
              + workspace.embeddingPort()
              + "/ml-base");
    }
    return new LibertyServer(
        workspace,
        SINGLE,
        SINGLE,
        Set.of(Component.EMBEDDING, Component.ML_BASE),
        port(workspace, ServiceSettings.EMBEDDING_PORT, workspace.embeddingPort(), 0),
        List.of("sutra.ear"),
        environment);
  }

  private static Map<String, String> shardAddress(Workspace workspace) {
    return workspace.settings().text(CacheSettings.HOST).isPresent()
        ? Map.of()
        : Map.of(
            CacheSettings.HOST.key(),
            ListenHost.numeric(workspace.settings().get(ShardSettings.BIND)));
  }

  private static Port port(Workspace workspace, Setting<Integer> setting, int number, int offset) {
    return new Port(
        setting,
        number,
        offset,
        ServiceSettings.LISTEN_HOST,
        workspace.settings().get(ServiceSettings.LISTEN_HOST));
  }

  @Override
  String configuredUrl() {
    return "http://" + ListenHost.reachable(port().host()) + ":" + port().number();
  }

  @Override
  void install(ProductFiles product) throws IOException {
    FolderCopy.copy(product.serverTemplates(), userDirectory());
    FolderCopy.copy(
        product.serverTemplates().resolve("servers").resolve(template), serverDirectory());
    Files.createDirectories(serverDirectory().resolve("apps"));
    for (String application : applications) {
      FolderCopy.replace(
          product.application(application), serverDirectory().resolve("apps").resolve(application));
    }
    if (components().contains(Component.ML_BASE)) {
      ModelsFolder.link(workspace());
    }
    TemporaryFolder temporary = TemporaryFolder.of(workspace().home(), name());
    temporary.prepare();
    Path overrides = Files.createDirectories(serverDirectory().resolve("configDropins/overrides"));
    Files.write(overrides.resolve("jvm.options"), temporary.javaOptions());
  }

  @Override
  List<String> command(ProductFiles product) {
    return List.of(workspace().runtime().resolve("bin/server").toString(), "run", name());
  }

  @Override
  Map<String, String> environment() {
    Map<String, String> all = new HashMap<>(environment);
    all.put("WLP_USER_DIR", userDirectory().toString());
    // The single server has most classes in common with ml-base.
    all.putAll(
        new AotCaches(workspace())
            .libertyEnvironment(
                components().contains(Component.ML_BASE)
                    ? AotProgram.ML_BASE
                    : AotProgram.EMBEDDING));
    return all;
  }

  @Override
  Map<String, String> derivedSettings() {
    return environment;
  }

  @Override
  Readiness.Answer askReadiness(String url) throws InterruptedException {
    return new Readiness(url).ask();
  }

  @Override
  Optional<String> failureIn(List<String> lines) {
    if (lines.stream().anyMatch(line -> line.contains(CANNOT_LISTEN))) {
      return Optional.of(
          "It cannot listen on port "
              + port().number()
              + " of "
              + port().host()
              + " ("
              + port().setting().key()
              + ", "
              + port().hostSetting().key()
              + "): another program took it meanwhile.");
    }
    return lines.stream().anyMatch(line -> APPLICATION_FAILED.stream().anyMatch(line::contains))
        ? Optional.of("Its application failed:\n" + lastWords())
        : Optional.empty();
  }

  private Path userDirectory() {
    return workspace().home().resolve("usr");
  }

  private Path serverDirectory() {
    return userDirectory().resolve("servers").resolve(name());
  }
}
