package io.sutra.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.it.SutraInstance.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sutra looks up no name, opens no connection and writes no file that nobody asked for. */
class NetworkSilenceIT {

  private static final int REQUESTS = 100;

  /** Enough for a model of 384 numbers. */
  private static final int TEXTS = 3_840;

  @TempDir private Path home;
  @TempDir private Path traces;
  @TempDir private Path userHome;

  private SutraInstance sutra;

  @BeforeEach
  void choosePorts() {
    sutra = new SutraInstance(home);
  }

  @AfterEach
  void stop() throws Exception {
    sutra.down();
  }

  @Test
  void upRequestsFitDown_underStrace_noNameNoConnectionNoFileOutside() throws Exception {
    // Builds what is out of date; a build is not under test.
    assertThat(sutra.sutra(Map.of(), "model", "list").exit()).isZero();
    Path script = Files.writeString(home.resolve("session.sh"), script());
    List<String> command = new ArrayList<>(SystemCalls.strace(traces));
    command.addAll(List.of("bash", script.toString()));

    // Without the variable in the environment, and with a home where anything left behind shows.
    Result session =
        sutra.run(command, Map.of("ORT_DISABLE_TELEMETRY", "", "HOME", userHome.toString()));

    assertThat(session.exit()).as(session.output()).isZero();
    assertThat(session.output()).contains("answers: " + REQUESTS, "Fitted on " + TEXTS);
    SystemCalls calls = SystemCalls.read(traces);
    assertThat(calls.count()).isGreaterThan(10_000);
    assertThat(calls.lookUps()).isEmpty();
    assertThat(calls.connectionsBeyondLoopback()).isEmpty();
    assertThat(calls.changedOutside(ours())).isEmpty();
    try (var left = Files.list(userHome)) {
      assertThat(left).isEmpty();
    }
  }

  /** {@code SUTRA_HOME} and the folders of the build. */
  private List<Path> ours() throws IOException {
    List<Path> folders = new ArrayList<>(List.of(home, SutraInstance.ROOT.resolve("target")));
    try (Stream<Path> modules = Files.list(SutraInstance.ROOT)) {
      modules.map(module -> module.resolve("target")).forEach(folders::add);
    }
    return folders;
  }

  private String script() throws IOException {
    Path texts =
        Files.writeString(
            home.resolve("texts"),
            IntStream.range(0, TEXTS)
                .mapToObj(i -> "note " + i + " on subject " + i % 97)
                .collect(Collectors.joining("\n")));
    return """
        set -eu
        # strace waits for every process that it saw begin.
        trap './sutra down' EXIT
        ./sutra up
        answers=0
        for i in $(seq %d); do
          curl --silent --fail --noproxy '*' --output /dev/null \\
            --header 'Content-Type: application/json' --data '{"texts": ["text '"$i"'"]}' \\
            http://127.0.0.1:%d/embed
          answers=$((answers + 1))
        done
        echo "answers: $answers"
        ./sutra model fit all-minilm-l6-v2 --texts %s
        """
        .formatted(REQUESTS, sutra.embeddingPort(), texts);
  }
}
