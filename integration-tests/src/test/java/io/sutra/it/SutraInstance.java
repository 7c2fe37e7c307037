package io.sutra.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.cli.aot.AotCaches;
import io.sutra.cli.aot.AotProgram;
import io.sutra.cli.instance.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The product in a folder and on ports of its own, driven by {@code ./sutra}. */
public final class SutraInstance {

  public static final Path ROOT =
      Path.of(System.getProperty("it.root", "")).toAbsolutePath().normalize();

  private static final Path BUILT_MODELS = ROOT.resolve("ml-base-war/target/models");

  /** What ml-base makes from the models' files, shared by all instances. */
  private static final Path WORK = ROOT.resolve("integration-tests/target/work");

  private final Path home;
  private final int embeddingPort;
  private final int mlBasePort;
  private final int cachePort;
  private final int statisticsPort;
  private final int replicaPort;

  public SutraInstance(Path home) {
    this.home = home;
    PortBlock ports = PortBlock.take();
    embeddingPort = ports.port(0);
    mlBasePort = ports.port(1);
    cachePort = ports.port(2);
    statisticsPort = ports.port(3);
    // Those of the other replicas follow it.
    replicaPort = ports.port(4);
  }

  /** What a command printed, on both streams, and its exit code. */
  public record Result(int exit, String output) {}

  /** Where its servers keep what they write. */
  public Path home() {
    return home;
  }

  public int embeddingPort() {
    return embeddingPort;
  }

  public int mlBasePort() {
    return mlBasePort;
  }

  public int cachePort() {
    return cachePort;
  }

  /** The balancer's statistics. */
  HttpProbe statistics() {
    return new HttpProbe("http://localhost:" + statisticsPort);
  }

  /** The service that callers meet. */
  public HttpProbe embedding() {
    return new HttpProbe("http://localhost:" + embeddingPort);
  }

  public HttpProbe mlBase() {
    return new HttpProbe("http://localhost:" + mlBasePort);
  }

  /** The process of the server of that name. */
  public ProcessHandle process(String name) throws IOException {
    Path file = home.resolve("run").resolve(name + ".pid");
    return ProcessHandle.of(Long.parseLong(Files.readString(file).strip())).orElseThrow();
  }

  /** Everything that the servers have said. */
  public String logs() throws IOException {
    var all = new StringBuilder();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file :
          files
              .filter(Files::isRegularFile)
              .filter(file -> file.toString().contains("/logs/"))
              .toList()) {
        all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }

  /** Runs {@code ./sutra} to its end. */
  public Result sutra(Map<String, String> environment, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(ROOT.resolve("sutra").toString()));
    command.addAll(List.of(arguments));
    return run(command, environment);
  }

  /**
   * Runs {@code ./sutra} to its end from a shell that has no variable but the one that names the
   * instance.
   */
  public Result bare(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(ROOT.resolve("sutra").toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).directory(ROOT.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("SUTRA_HOME", home.toString());
    return finish(builder.start());
  }

  /** Starts {@code ./sutra} and lets it run. */
  public Process start(Map<String, String> environment, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(ROOT.resolve("sutra").toString()));
    command.addAll(List.of(arguments));
    return builder(command, environment)
        .redirectOutput(Files.createTempFile("sutra-command", ".log").toFile())
        .start();
  }

  /**
   * The processes of this machine whose environment names this instance's folder, without the
   * children of such: a server's start script runs short programs of its own.
   */
  public Set<Long> processes() {
    return ProcessHandle.allProcesses()
        .filter(process -> isOfThisInstance(process.pid()))
        .filter(
            process -> process.parent().filter(parent -> isOfThisInstance(parent.pid())).isEmpty())
        .map(ProcessHandle::pid)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private boolean isOfThisInstance(long pid) {
    try {
      // The commands have SUTRA_HOME; only servers have files below it.
      return !Files.readString(
                  Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1)
              .contains(") Z ")
          && Files.readString(
                  Path.of("/proc", Long.toString(pid), "environ"), StandardCharsets.ISO_8859_1)
              .contains("SUTRA_START_REPORT=" + home);
    } catch (IOException e) {
      return false;
    }
  }

  /** Starts the product and requires that it came up. */
  public void up(Map<String, String> environment) throws Exception {
    Result up = sutra(environment, "up");
    assertThat(up.exit()).as(up.output()).isZero();
  }

  /** Stops everything and forgets the settings, so that the next start has what it is given. */
  public void down() throws Exception {
    bare("down");
    Files.deleteIfExists(home.resolve("sutra.properties"));
  }

  public Result run(List<String> command, Map<String, String> environment) throws Exception {
    return finish(start(command, environment));
  }

  private static Result finish(Process process) throws Exception {
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    return new Result(process.exitValue(), output);
  }

  /** Runs ml-base alone as a child of this process, whether {@code up} has installed it or not. */
  public StartedServer startMlBase(Map<String, String> environment) throws IOException {
    Path applications = home.resolve("usr/servers/ml-base/apps");
    if (!Files.exists(applications)) {
      copyTemplates();
      Files.createSymbolicLink(
          Files.createDirectories(applications).resolve("ml-base.war"),
          ROOT.resolve("ml-base-war/target/ml-base"));
    }
    Map<String, String> withModels = new HashMap<>(environment);
    withModels.putIfAbsent("SUTRA_MODELS_DIR", BUILT_MODELS.toString());
    return startServer("ml-base", withModels);
  }

  /** Runs the embedding service so, with the others where {@code up} would have put them. */
  public StartedServer startEmbedding(Map<String, String> environment) throws IOException {
    Map<String, String> withOthers = new HashMap<>();
    withOthers.put("ML_BASE_URL", "http://localhost:" + mlBasePort);
    withOthers.put("SUTRA_CACHE_HOST", "127.0.0.1");
    withOthers.putAll(environment);
    return startServer("embedding", withOthers);
  }

  /** Runs the shard as a child of this process, over the folder that it had before. */
  public Process startShard() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    new AotCaches(workspace(Map.of())).option(AotProgram.CACHE_SHARD).ifPresent(command::add);
    command.add("-jar");
    command.add(ROOT.resolve("cache-shard-jar/target/cache-shard.jar").toString());
    return builder(command, Map.of("SUTRA_CACHE_DIR", home.resolve("cache").toString()))
        .redirectOutput(Files.createTempFile(home, "cache-shard", ".log").toFile())
        .start();
  }

  /** Puts {@code sutra.ear} in place as an operator would, and runs the server that hosts it. */
  StartedServer startEar(Map<String, String> environment) throws IOException {
    copyTemplates();
    Path apps = Files.createDirectories(home.resolve("usr/servers/sutra/apps"));
    Files.copy(ROOT.resolve("ear/target/sutra.ear"), apps.resolve("sutra.ear"));
    Map<String, String> withOthers = new HashMap<>(environment);
    withOthers.put("SUTRA_CACHE_HOST", "127.0.0.1");
    withOthers.put("SUTRA_MODELS_DIR", BUILT_MODELS.toString());
    return startServer("sutra", withOthers);
  }

  private void copyTemplates() throws IOException {
    Path templates = ROOT.resolve("liberty-config/target/usr");
    try (Stream<Path> files = Files.walk(templates)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = home.resolve("usr").resolve(templates.relativize(file));
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }

  private StartedServer startServer(String name, Map<String, String> environment)
      throws IOException {
    // The single server has most classes in common with ml-base.
    AotProgram program = name.equals("embedding") ? AotProgram.EMBEDDING : AotProgram.ML_BASE;
    Map<String, String> withServer =
        new HashMap<>(new AotCaches(workspace(environment)).libertyEnvironment(program));
    environment.forEach(withServer::putIfAbsent);
    withServer.put("WLP_USER_DIR", home.resolve("usr").toString());
    withServer.put("JAVA_HOME", System.getProperty("java.home"));
    Path log = Files.createTempFile(Files.createDirectories(home.resolve("logs")), name, ".log");
    Process process =
        builder(
                List.of(
                    ROOT.resolve("liberty-config/target/runtime/wlp/bin/server").toString(),
                    "run",
                    name),
                withServer)
            .redirectOutput(log.toFile())
            .start();
    return new StartedServer(process, log);
  }

  private Workspace workspace(Map<String, String> environment) {
    return Workspace.of(ROOT, home, environment);
  }

  private Process start(List<String> command, Map<String, String> environment) throws IOException {
    return builder(command, environment).start();
  }

  private ProcessBuilder builder(List<String> command, Map<String, String> environment) {
    var builder = new ProcessBuilder(command).directory(ROOT.toFile()).redirectErrorStream(true);
    builder.environment().remove("SUTRA_MODELS_DIR");
    builder.environment().put("SUTRA_HOME", home.toString());
    builder.environment().put("EMBEDDING_PORT", Integer.toString(embeddingPort));
    builder.environment().put("ML_BASE_PORT", Integer.toString(mlBasePort));
    builder.environment().put("SUTRA_CACHE_PORT", Integer.toString(cachePort));
    builder.environment().put("SUTRA_CACHE_METRICS_PORT", "0");
    builder.environment().put("ML_BASE_REPLICA_PORT", Integer.toString(replicaPort));
    builder.environment().put("HAPROXY_STATS_PORT", Integer.toString(statisticsPort));
    // Where no test is about draining, nobody has to notice that a server is about to end.
    builder.environment().put("SUTRA_DRAIN_DELAY", "0");
    // Rewriting a model's graph takes seconds; it is done once for all tests.
    builder.environment().put("SUTRA_WORK_DIR", WORK.toString());
    builder.environment().putAll(environment);
    return builder;
  }
}
