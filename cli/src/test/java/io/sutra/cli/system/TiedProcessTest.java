package io.sutra.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class TiedProcessTest {

  /** Prints its process id and that of a child, and runs until it is stopped. */
  private static final List<String> PARENT_AND_CHILD =
      List.of("sh", "-c", "echo $$; sleep 600 & echo $!; wait");

  /** Is killed by the test while its program runs. */
  static final class Starter {
    private Starter() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
      var builder =
          new ProcessBuilder(PARENT_AND_CHILD).redirectOutput(ProcessBuilder.Redirect.INHERIT);
      System.exit(TiedProcess.start(builder).waitFor());
    }
  }

  @Test
  void killOfTheStarter_endsTheProgramAndItsChild() throws Exception {
    Process starter =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Starter.class.getName())
            .start();
    try (BufferedReader output = starter.inputReader()) {
      ProcessHandle program = process(output.readLine());
      ProcessHandle child = process(output.readLine());

      starter.destroyForcibly().waitFor();

      awaitEnd(program);
      awaitEnd(child);
    } finally {
      starter.destroyForcibly();
    }
  }

  @Test
  void endOfTheProgram_endsWhatItStarted() throws Exception {
    Process program =
        TiedProcess.start(new ProcessBuilder("sh", "-c", "sleep 600 >/dev/null & echo $!; exit 3"));

    assertThat(program.waitFor()).isEqualTo(3);
    try (BufferedReader output = program.inputReader()) {
      ProcessHandle.of(Long.parseLong(output.readLine())).ifPresent(TiedProcessTest::awaitEnd);
    }
  }

  @Test
  void destroyOfItsHandle_reachesTheProgramItself() throws Exception {
    Process program =
        TiedProcess.start(
            new ProcessBuilder(
                "sh", "-c", "trap 'exit 5' TERM; echo $$; while :; do sleep 1; done"));
    assertThat(program.inputReader().readLine()).isEqualTo(Long.toString(program.pid()));

    program.toHandle().destroy();

    assertThat(program.waitFor()).isEqualTo(5);
  }

  private static ProcessHandle process(String pid) {
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  private static void awaitEnd(ProcessHandle process) {
    assertThat(process.onExit().orTimeout(30, TimeUnit.SECONDS))
        .succeedsWithin(30, TimeUnit.SECONDS);
  }
}
