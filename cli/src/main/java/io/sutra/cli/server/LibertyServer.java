package io.sutra.cli.server;

import io.sutra.cli.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** An Open Liberty server: a server directory over the shared runtime. */
final class LibertyServer extends LocalServer {

  private static final String ML_BASE = "ml-base";

  private final String template;
  private final Map<String, Path> applications;
  private final Map<String, String> environment;

  /**
   * A server of the templates' directory {@code template}.
   *
   * @param applications what is put into its folder {@code apps}, by the name there
   * @param environment what it is told beside the caller's environment
   */
  private LibertyServer(
      Workspace workspace,
      String name,
      String template,
      Port port,
      Map<String, Path> applications,
      Map<String, String> environment) {
    super(workspace, name, List.of(port));
    this.template = template;
    this.applications = applications;
    this.environment = environment;
  }

  /** The inference service. */
  static LibertyServer mlBase(Workspace workspace) {
    return new LibertyServer(
        workspace,
        ML_BASE,
        ML_BASE,
        new Port("ML_BASE_PORT", workspace.mlBasePort()),
        Map.of("ml-base.war", workspace.mlBaseApplication()),
        Map.of());
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
    environment.put("SUTRA_WORK_DIR", workspace.home().resolve("work").toString());
    environment.keySet().removeAll(workspace.environment().keySet());
    environment.put("ML_BASE_PORT", Integer.toString(port));
    return new LibertyServer(
        workspace,
        ML_BASE + "-" + number,
        ML_BASE,
        new Port("ML_BASE_REPLICA_PORT", port, number - 1),
        Map.of("ml-base.war", workspace.mlBaseApplication()),
        environment);
  }

  /** The embedding service; it finds the others of this machine unless it is told otherwise. */
  static LibertyServer embedding(Workspace workspace) {
    Map<String, String> environment = new HashMap<>();
    environment.put("ML_BASE_URL", "http://localhost:" + workspace.mlBasePort());
    environment.put("SUTRA_CACHE_HOST", "127.0.0.1");
    environment.keySet().removeAll(workspace.environment().keySet());
    return new LibertyServer(
        workspace,
        "embedding",
        "embedding",
        new Port("EMBEDDING_PORT", workspace.embeddingPort()),
        Map.of(
            "embedding.war",
            workspace.embeddingApplication(),
            "cache-connector-standalone.rar",
            workspace.connector()),
        environment);
  }

  @Override
  public String url() {
    return "http://localhost:" + port();
  }

  @Override
  void install() throws IOException {
    FolderCopy.copy(workspace().serverTemplates(), userDirectory());
    FolderCopy.copy(
        workspace().serverTemplates().resolve("servers").resolve(template), serverDirectory());
    Files.createDirectories(serverDirectory().resolve("apps"));
    for (Map.Entry<String, Path> application : applications.entrySet()) {
      FolderCopy.replace(
          application.getValue(), serverDirectory().resolve("apps").resolve(application.getKey()));
    }
    ModelsFolder.link(workspace());
    TemporaryFolder temporary = TemporaryFolder.of(workspace().home(), name());
    temporary.prepare();
    Path overrides = Files.createDirectories(serverDirectory().resolve("configDropins/overrides"));
    Files.write(overrides.resolve("jvm.options"), temporary.javaOptions());
  }

  @Override
  List<String> command() {
    return List.of(workspace().runtime().resolve("bin/server").toString(), "run", name());
  }

  @Override
  Map<String, String> environment() {
    Map<String, String> all = new HashMap<>(environment);
    all.put("WLP_USER_DIR", userDirectory().toString());
    return all;
  }

  /** A server's command line ends with its name. */
  @Override
  boolean isThisServer(List<String> arguments) {
    return !arguments.isEmpty() && arguments.getLast().equals(name());
  }

  @Override
  Readiness.Answer askReadiness() throws InterruptedException {
    return new Readiness(url()).ask();
  }

  /** A server goes on running when its application refuses to start; only its log says why. */
  @Override
  Optional<String> failureIn(List<String> lines) {
    if (lines.stream().noneMatch(LibertyServer::saysThatTheApplicationFailed)) {
      return Optional.empty();
    }
    // The message of a refused configuration is indented below its first line.
    String problems =
        lines.stream()
            .dropWhile(line -> !line.contains("Sutra cannot start"))
            .skip(1)
            .takeWhile(line -> line.startsWith("  ") && !line.strip().startsWith("at "))
            .collect(Collectors.joining("\n"));
    return Optional.of(
        problems.isEmpty()
            ? "Its application failed:\n" + lastWords()
            : "The configuration is not usable:\n" + problems);
  }

  private static boolean saysThatTheApplicationFailed(String line) {
    return line.contains("CWWKZ0002E") || line.contains("CWWKZ0012I");
  }

  private Path userDirectory() {
    return workspace().home().resolve("usr");
  }

  private Path serverDirectory() {
    return userDirectory().resolve("servers").resolve(name());
  }
}
