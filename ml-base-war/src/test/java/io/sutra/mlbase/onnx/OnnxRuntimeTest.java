package io.sutra.mlbase.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In processes of their own, because the library decides about its telemetry once. */
class OnnxRuntimeTest {

  @TempDir private Path home;
  @TempDir private Path temporary;

  /** Opens and closes the environment of ONNX Runtime as the product does. */
  static final class Program {

    private Program() {}

    public static void main(String[] arguments) {
      System.out.println("loaded " + OnnxRuntime.environment().getVersion());
    }
  }

  private record Ended(int exit, String output) {}

  @Test
  void environment_emptyProcessEnvironment_writesNoTraceOfTelemetry() throws Exception {
    Ended ended = run(List.of("--enable-native-access=ALL-UNNAMED"), Map.of());

    assertThat(ended.exit()).as(ended.output()).isZero();
    assertThat(ended.output()).contains("loaded ");
    // With telemetry there is a database with a device id here, and log files there.
    assertThat(filesIn(home)).isEmpty();
    assertThat(filesIn(temporary)).isEmpty();
  }

  @Test
  void environment_javaThatMayNotCallNativeCode_refusesAndSaysWhatToSet() throws Exception {
    Ended ended = run(List.of(nativeAccessDenied()), Map.of());

    assertThat(ended.exit()).isNotZero();
    assertThat(ended.output())
        .contains("ONNX Runtime is not loaded", "Set ORT_DISABLE_TELEMETRY=1", "server.env")
        .doesNotContain("loaded 1");
    assertThat(filesIn(home)).isEmpty();
  }

  @Test
  void environment_variableSet_needsNoNativeCall() throws Exception {
    Ended ended = run(List.of(nativeAccessDenied()), Map.of("ORT_DISABLE_TELEMETRY", "1"));

    assertThat(ended.output()).doesNotContain("ONNX Runtime is not loaded");
  }

  private static String nativeAccessDenied() {
    return Runtime.version().feature() < 24
        ? "--enable-native-access=java.base"
        : "--illegal-native-access=deny";
  }

  private Ended run(List<String> options, Map<String, String> environment)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:-UsePerfData");
    command.add("-Djava.io.tmpdir=" + temporary);
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Program.class.getName()));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put("HOME", home.toString());
    builder.environment().put("TMPDIR", temporary.toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
