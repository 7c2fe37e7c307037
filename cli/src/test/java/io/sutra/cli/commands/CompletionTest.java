package io.sutra.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.sutra.cli.terminal.PseudoTerminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The completion script in real shells, whose TAB key is pressed. */
final class CompletionTest {

  private static final String PROMPT = "ready> ";

  @TempDir private Path folder = Path.of("set by JUnit");

  @ParameterizedTest
  @CsvSource({
    "./sutra mon, ./sutra monitor ",
    "sutra mon, sutra monitor ",
    "./sutra model ver, ./sutra model verify ",
    "./sutra status --js, ./sutra status --json ",
    "./sutra completion z, ./sutra completion zsh ",
    "./sutra model fit --texts te, ./sutra model fit --texts texts.txt",
    "./sutra model add mod, ./sutra model add models-folder",
  })
  void bash_completes(String typed, String completed) throws IOException {
    assertCompletes("bash", "bash --norc --noprofile -i", typed, completed);
  }

  @ParameterizedTest
  @CsvSource({
    "./sutra mon, ./sutra monitor ",
    "sutra mon, sutra monitor ",
    "./sutra model ver, ./sutra model verify ",
    "./sutra status --js, ./sutra status --json ",
    "./sutra completion z, ./sutra completion zsh ",
  })
  void zsh_completes(String typed, String completed) throws IOException {
    assumeThat(Stream.of(System.getenv("PATH").split(":")))
        .as("zsh is installed")
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "zsh")));
    assertCompletes("zsh", "zsh -f -i", typed, completed);
  }

  private void assertCompletes(String shell, String command, String typed, String completed)
      throws IOException {
    Path script = folder.resolve("completion");
    try (var out = new PrintWriter(Files.newBufferedWriter(script))) {
      int exit = SutraCommand.newCommandLine().setOut(out).execute("completion", shell);
      assertThat(exit).isZero();
    }
    Files.writeString(folder.resolve("texts.txt"), "");
    Files.createDirectory(folder.resolve("models-folder"));
    // compinit asks about folders of other users, and keeps a dump in the home folder.
    Map<String, String> environment =
        Map.of(
            "HOME",
            folder.toString(),
            "ZDOTDIR",
            folder.toString(),
            "ZSH_DISABLE_COMPFIX",
            "true",
            "HISTFILE",
            "/dev/null");
    try (var terminal = PseudoTerminal.run(folder, command, environment)) {
      // The prompt is put together so that its own command line does not look like it.
      terminal.type("source ./completion; PS1='read''y> '\n");
      terminal.read(text -> text.contains(PROMPT));
      terminal.forget();
      terminal.type(typed + "\t");
      assertThat(plain(terminal.read(text -> plain(text).contains(completed)))).contains(completed);
    }
  }

  /** Without the sequences with which a line editor moves its cursor and sets colours. */
  private static String plain(String drawn) {
    return drawn.replaceAll("\033\\[[0-9;?]*[a-zA-Z]", "").replaceAll("[\r\007]", "");
  }
}
