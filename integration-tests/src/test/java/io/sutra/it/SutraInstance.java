package io.sutra.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The product in a folder and on a port of its own, driven by {@code ./sutra}. */
final class SutraInstance {

  static final Path ROOT = Path.of(System.getProperty("it.root", "")).toAbsolutePath().normalize();

  private final Path home;
  private final int port;

  SutraInstance(Path home) {
    this.home = home;
    try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = probe.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a command printed, on both streams, and its exit code. */
  record Result(int exit, String output) {}

  int port() {
    return port;
  }

  HttpProbe http() {
    return new HttpProbe("http://localhost:" + port);
  }

  /** Runs {@code ./sutra} to its end. */
  Result sutra(Map<String, String> environment, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(ROOT.resolve("sutra").toString()));
    command.addAll(List.of(arguments));
    return run(command, environment);
  }

  /** Starts the product and requires that it came up. */
  void up(Map<String, String> environment) throws Exception {
    Result up = sutra(environment, "up");
    assertThat(up.exit()).as(up.output()).isZero();
  }

  void down() throws Exception {
    sutra(Map.of(), "down");
  }

  Result run(List<String> command, Map<String, String> environment) throws Exception {
    Process process = start(command, environment);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    return new Result(process.exitValue(), output);
  }

  /** Runs ml-base, which {@code up} has installed before, as a child of this process. */
  Process startMlBase(Map<String, String> environment) throws IOException {
    Map<String, String> withServer = new HashMap<>(environment);
    withServer.put("WLP_USER_DIR", home.resolve("usr").toString());
    withServer.put("JAVA_HOME", System.getProperty("java.home"));
    Path log = Files.createTempFile(home, "ml-base", ".log");
    return builder(
            List.of(
                ROOT.resolve("liberty-config/target/runtime/wlp/bin/server").toString(),
                "run",
                "ml-base"),
            withServer)
        .redirectOutput(log.toFile())
        .start();
  }

  private Process start(List<String> command, Map<String, String> environment) throws IOException {
    return builder(command, environment).start();
  }

  private ProcessBuilder builder(List<String> command, Map<String, String> environment) {
    var builder = new ProcessBuilder(command).directory(ROOT.toFile()).redirectErrorStream(true);
    builder.environment().remove("SUTRA_MODELS_DIR");
    builder.environment().put("SUTRA_HOME", home.toString());
    builder.environment().put("ML_BASE_PORT", Integer.toString(port));
    builder.environment().putAll(environment);
    return builder;
  }
}
