package io.sutra.cli.aot;

import io.sutra.cli.files.FolderCopy;
import io.sutra.cli.instance.TemporaryFolder;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.system.TiedProcess;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** The product in a folder and on ports of its own, for a training run. */
final class TrainingInstallation {

  /** What programs need of the caller's environment; the product's settings are the defaults. */
  private static final List<String> INHERITED = List.of("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL");

  /** "32768 60999": the ports that Linux gives to clients. */
  private static final Path CLIENT_PORTS = Path.of("/proc/sys/net/ipv4/ip_local_port_range");

  private static final int FIRST_CLIENT_PORT = 32_768;
  private static final int FIRST_PORT = 10_000;
  private static final int MOST_ATTEMPTS = 100;

  private final Workspace workspace;
  private final Path folder;
  private final Map<AotProgram, Integer> ports = new EnumMap<>(AotProgram.class);

  /** An installation in {@code folder}, which is empty. */
  TrainingInstallation(Workspace workspace, Path folder) throws IOException {
    this.workspace = workspace;
    this.folder = folder;
    // All at once, so that no two of them are the same.
    List<ServerSocket> taken = new ArrayList<>();
    for (AotProgram program : AotProgram.values()) {
      ServerSocket socket = freePort();
      taken.add(socket);
      ports.put(program, socket.getLocalPort());
    }
    for (ServerSocket socket : taken) {
      socket.close();
    }
  }

  /**
   * A free port below those that the system gives to clients: one of these could be a client's by
   * the time that the server wants it.
   */
  private static ServerSocket freePort() throws IOException {
    int end = FIRST_CLIENT_PORT;
    if (Files.isReadable(CLIENT_PORTS)) {
      end = Integer.parseInt(Files.readString(CLIENT_PORTS).strip().split("\\s+", 2)[0]);
    }
    if (end <= FIRST_PORT) {
      return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }
    for (int attempt = 1; ; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, end);
      try {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
      } catch (BindException e) {
        if (attempt == MOST_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  String embeddingUrl() {
    return url(AotProgram.EMBEDDING);
  }

  String mlBaseUrl() {
    return url(AotProgram.ML_BASE);
  }

  private String url(AotProgram program) {
    return "http://localhost:" + port(program);
  }

  private int port(AotProgram program) {
    return ports.getOrDefault(program, 0);
  }

  /** Starts {@code program}, whose JVM writes its cache when it ends. */
  TrainedServer start(AotProgram program) throws IOException {
    Path cache = folder.resolve(program.id() + ".aot");
    TemporaryFolder temporary = TemporaryFolder.of(folder, program.id());
    temporary.prepare();
    List<String> options = new ArrayList<>(temporary.javaOptions());
    options.add("-XX:AOTCacheOutput=" + cache);
    Map<String, String> environment = environment();
    List<String> command;
    if (program.isLibertyServer()) {
      installLiberty(program);
      environment.put("JVM_ARGS", AotCaches.jvmArguments(options));
      command = List.of(workspace.runtime().resolve("bin/server").toString(), "run", program.id());
    } else {
      command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
      command.add("-XX:+UseSerialGC");
      command.addAll(options);
      command.addAll(List.of("-jar", workspace.shardArchive().toString()));
    }
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process =
        TiedProcess.start(
            builder
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(program.id() + ".log").toFile()));
    return new TrainedServer(program, process, port(program), cache);
  }

  private Map<String, String> environment() throws IOException {
    Map<String, String> environment = new HashMap<>();
    for (String name : INHERITED) {
      String value = workspace.shell().get(name);
      if (value != null) {
        environment.put(name, value);
      }
    }
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("WLP_USER_DIR", folder.resolve("usr").toString());
    environment.put("EMBEDDING_PORT", Integer.toString(port(AotProgram.EMBEDDING)));
    environment.put("ML_BASE_PORT", Integer.toString(port(AotProgram.ML_BASE)));
    environment.put("ML_BASE_URL", mlBaseUrl());
    environment.put("SUTRA_MODELS_DIR", workspace.builtModels().toString());
    environment.put("SUTRA_CACHE_HOST", "127.0.0.1");
    environment.put("SUTRA_CACHE_PORT", Integer.toString(port(AotProgram.CACHE_SHARD)));
    environment.put("SUTRA_CACHE_METRICS_PORT", "0");
    environment.put("SUTRA_CACHE_DIR", Files.createDirectories(folder.resolve("cache")).toString());
    environment.put("SUTRA_DRAIN_DELAY", "0");
    return environment;
  }

  private void installLiberty(AotProgram program) throws IOException {
    Path user = folder.resolve("usr");
    FolderCopy.copy(workspace.serverTemplates().resolve("shared"), user.resolve("shared"));
    Path server = user.resolve("servers").resolve(program.id());
    FolderCopy.copy(workspace.serverTemplates().resolve("servers").resolve(program.id()), server);
    Path applications = Files.createDirectories(server.resolve("apps"));
    if (program == AotProgram.ML_BASE) {
      Files.createSymbolicLink(applications.resolve("ml-base.war"), workspace.mlBaseApplication());
    } else {
      Files.createSymbolicLink(
          applications.resolve("embedding.war"), workspace.embeddingApplication());
      Files.createSymbolicLink(
          applications.resolve("cache-connector-standalone.rar"), workspace.connector());
    }
  }
}
