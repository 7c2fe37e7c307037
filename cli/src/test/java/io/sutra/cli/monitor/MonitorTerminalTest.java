package io.sutra.cli.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.cli.terminal.PseudoTerminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code monitor} in a real terminal, beside a service that is a stub. */
final class MonitorTerminalTest {

  private static final String COLOUR = "\033[3";
  private static final String CTRL_C = "\003";

  @TempDir private Path checkout = Path.of("set by JUnit");
  private StubService service;

  @BeforeEach
  void startTheService() throws IOException {
    Files.writeString(checkout.resolve("pom.xml"), "<project/>");
    service = StubService.at(0);
  }

  @AfterEach
  void stopTheService() {
    service.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"q", "Q", CTRL_C})
  void keyThatEnds_leavesTheTerminalAsItWas(String key) throws IOException {
    try (var terminal = monitor(12, 60, Map.of())) {
      terminal.read(showing("p99"));
      terminal.type(key);

      assertThat(terminal.readToEnd())
          .contains("exit " + (key.equals(CTRL_C) ? 130 : 0), "settings as before");
    }
  }

  @Test
  void otherKeys_areNotEchoed() throws IOException {
    try (var terminal = monitor(12, 60, Map.of())) {
      terminal.read(showing("p99"));
      terminal.type("wxyz\n");
      terminal.type("q");

      assertThat(terminal.readToEnd()).contains("exit 0").doesNotContain("wxyz");
    }
  }

  @ParameterizedTest
  @CsvSource({"12, 60", "24, 80", "5, 30", "1, 10"})
  void frame_fitsIntoTheWindow(int rows, int columns) throws IOException {
    try (var terminal = monitor(rows, columns, Map.of())) {
      // Three frames: a terminal that scrolled once would show it by then.
      terminal.read(text -> text.split("\033\\[J", -1).length > 3);
      terminal.type("q");
      String drawn = terminal.readToEnd();

      for (String frame : frames(drawn)) {
        assertThat(frame.split("\r\n", -1)).hasSizeLessThanOrEqualTo(rows);
        assertThat(frame.split("\r\n", -1))
            .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(columns));
      }
    }
  }

  @Test
  void windowOfTwelveRows_showsEverything() throws IOException {
    try (var terminal = monitor(12, 60, Map.of())) {
      String drawn = terminal.read(showing("cached text"));
      terminal.type("q");

      assertThat(frames(drawn).getLast())
          .contains("q quits", "texts ", "hits ", "5.0 M since the start", "p50 ", "p99 ")
          .contains("cache-shard ", "ml-base ", "embedding ");
    }
  }

  @Test
  void serviceThatStops_isShownSo_andComesBack() throws IOException {
    int port = service.port();
    try (var terminal = monitor(12, 60, Map.of())) {
      terminal.read(showing("cached text"));
      service.close();
      terminal.forget();
      assertThat(terminal.read(showing("does not answer"))).contains("does not answer");

      service = StubService.at(port);
      terminal.forget();
      assertThat(terminal.read(showing("cached text"))).contains("cached text");
      terminal.type("q");
      assertThat(terminal.readToEnd()).contains("exit 0");
    }
  }

  @Test
  void colours_areThereUnlessTheCallerWantsNone() throws IOException {
    try (var terminal = monitor(12, 60, Map.of())) {
      assertThat(terminal.read(showing("p99"))).contains(COLOUR);
    }
    try (var terminal = monitor(12, 60, Map.of("NO_COLOR", "1"))) {
      assertThat(terminal.read(showing("p99"))).doesNotContain(COLOUR);
    }
  }

  @Test
  void dumbTerminal_getsPlainLines() throws IOException {
    try (var terminal = monitor(12, 60, Map.of("TERM", "dumb"))) {
      String drawn = terminal.read(showing("p99"));

      assertThat(drawn).contains("p99").doesNotContain("\033");
    }
  }

  @Test
  void window_thatGrows_isDrawnAnew() throws IOException {
    Path grow = checkout.resolve("grow");
    try (var terminal = monitor(5, 30, Map.of("GROW", grow.toString()))) {
      terminal.read(showing("texts"));
      Files.createFile(grow);

      assertThat(terminal.read(showing("embedding   "))).contains("embedding   ");
    }
  }

  /** Its window, the program, and what became of the terminal's settings. */
  private PseudoTerminal monitor(int rows, int columns, Map<String, String> more)
      throws IOException {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("SUTRA_HOME", checkout.resolve("home").toString());
    Files.createDirectories(checkout.resolve("home"));
    Files.writeString(
        checkout.resolve("home/sutra.properties"), "EMBEDDING_PORT=" + service.port() + "\n");
    String command =
        """
        stty rows %d cols %d; before=$(stty -g)
        if [ -n "$GROW" ]; then
          { until [ -e "$GROW" ]; do sleep 0.1; done; stty rows 24 cols 80 </dev/tty; } &
        fi
        trap : INT; %s monitor --interval 1; echo "exit $?"
        [ "$(stty -g)" = "$before" ] && echo "settings as before"
        """
            .formatted(rows, columns, PseudoTerminal.java(checkout));
    return PseudoTerminal.run(checkout, command, environment);
  }

  private static Predicate<String> showing(String text) {
    return drawn -> drawn.contains(text);
  }

  /** What each complete frame showed, without colours. */
  private static List<String> frames(String drawn) {
    return List.of(drawn.split("\033\\[H", -1)).stream()
        .filter(frame -> frame.contains("\033[J"))
        .map(frame -> frame.substring(0, frame.indexOf("\033[J")))
        .map(frame -> frame.replaceAll("\033\\[[0-9;]*[a-zA-Z]", ""))
        .toList();
  }
}
