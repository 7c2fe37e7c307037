package io.sutra.benchmarks.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A benchmark loads ONNX Runtime as silently as the product does. */
final class RawGraphTest {

  @TempDir private Path home = Path.of("set by JUnit");
  @TempDir private Path temporary = Path.of("set by JUnit");
  @TempDir private Path others = Path.of("set by JUnit");

  /** Opens and closes the graph in the file that it is given. */
  static final class Program {

    private Program() {}

    public static void main(String[] arguments) throws IOException {
      new RawGraph(Path.of(arguments[0])).close();
      System.out.println("ran");
    }
  }

  @Test
  void open_emptyEnvironment_asksNobodyAndWritesNothing() throws Exception {
    Path graph = others.resolve("model.onnx");
    try (InputStream in = getClass().getResourceAsStream("/bge-small-en-v1.5.onnx")) {
      Files.copy(Objects.requireNonNull(in), graph);
    }
    Path calls = others.resolve("calls");
    var builder =
        new ProcessBuilder(
                "/usr/bin/env",
                "strace",
                "-f",
                "-e",
                "trace=connect,sendto,sendmsg,sendmmsg",
                "-o",
                calls.toString(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName(),
                graph.toString())
            .redirectErrorStream(true);
    String path = builder.environment().get("PATH");
    builder.environment().clear();
    builder.environment().put("PATH", path);
    builder.environment().put("HOME", home.toString());
    builder.environment().put("TMPDIR", temporary.toString());

    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).contains("ran");
    assertThat(Files.readString(calls)).doesNotContain("AF_INET");
    assertThat(filesIn(home)).isEmpty();
    assertThat(filesIn(temporary)).isEmpty();
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
