package io.sutra.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.cli.usage.CommandTree;
import io.sutra.cli.usage.CommandTree.Entry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command, option and help text there is, taken from the tree of commands itself. */
final class WrongUsageTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  static List<Entry> everyCommand() {
    return CommandTree.of(SutraCommand.newCommandLine());
  }

  static Stream<Entry> everyParent() {
    return everyCommand().stream().filter(entry -> !entry.command().getSubcommands().isEmpty());
  }

  static Stream<Arguments> everyOption() {
    return everyCommand().stream()
        .flatMap(
            entry ->
                entry.command().getCommandSpec().options().stream()
                    .map(option -> Arguments.of(entry, option.longestName())));
  }

  static Stream<Arguments> everySubcommand() {
    return everyParent()
        .flatMap(
            entry ->
                entry.command().getSubcommands().keySet().stream()
                    .map(name -> Arguments.of(entry, name)));
  }

  @ParameterizedTest
  @MethodSource("everyParent")
  void command_withoutItsSubcommand_showsItsHelp(Entry entry) {
    assertThat(execute(entry.with())).isZero();

    assertThat(out.toString()).startsWith("Usage: ").contains(subcommands(entry));
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("everyCommand")
  void help_ofACommand_isWhatItsOptionShows(Entry entry) {
    assertThat(execute(entry.with("--help"))).isZero();
    String help = out.toString();
    out.getBuffer().setLength(0);

    String[] words =
        Stream.concat(Stream.of("help"), entry.words().stream()).toArray(String[]::new);
    assertThat(execute(words)).isZero();

    assertThat(out).hasToString(help);
    assertThat(help).startsWith("Usage: ");
  }

  @ParameterizedTest
  @MethodSource("everyCommand")
  void version_ofAnyCommand_isPrinted(Entry entry) {
    assertThat(execute(entry.with("--version"))).isZero();

    assertThat(out.toString()).startsWith("sutra ");
  }

  @ParameterizedTest
  @MethodSource("everyCommand")
  void unknownOption_isTwoLinesThatNameItAndTheHelp(Entry entry) {
    assertThat(execute(entry.with("--zzzzzz=3"))).isEqualTo(2);

    assertTwoLines(entry, "'--zzzzzz'");
    assertThat(err.toString()).doesNotContain("Did you mean");
  }

  @ParameterizedTest
  @MethodSource("everyParent")
  void unknownCommand_isTwoLinesThatNameItAndTheHelp(Entry entry) {
    assertThat(execute(entry.with("zzzzzz"))).isEqualTo(2);

    assertTwoLines(entry, "'zzzzzz'");
  }

  @ParameterizedTest
  @MethodSource("everyOption")
  void misspelledOption_isTwoLinesThatNameTheRightOne(Entry entry, String option) {
    String misspelled =
        option.substring(0, option.length() - 2) + option.charAt(option.length() - 1);

    assertThat(execute(entry.with(misspelled))).isEqualTo(2);

    assertTwoLines(entry, "'" + misspelled + "'");
    assertThat(err.toString()).contains("Did you mean '" + option + "'?");
  }

  @ParameterizedTest
  @MethodSource("everySubcommand")
  void misspelledCommand_isTwoLinesThatNameTheRightOne(Entry entry, String name) {
    String misspelled = name.charAt(0) + "x" + name.substring(1);

    assertThat(execute(entry.with(misspelled))).isEqualTo(2);

    assertTwoLines(entry, "'" + misspelled + "'");
    assertThat(err.toString()).contains("Did you mean '" + name + "'?");
  }

  @ParameterizedTest
  @CsvSource({
    "pull, ./sutra model pull",
    "version, --version",
    "stat, status",
    "hlep, help",
    "ps,"
  })
  void wordThatIsNoCommand_namesWhatWasProbablyMeant(String word, String meant) {
    assertThat(execute(word)).isEqualTo(2);

    if (meant == null) {
      assertThat(err.toString()).doesNotContain("Did you mean");
    } else {
      assertThat(err.toString()).contains("Did you mean '" + meant + "'?");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "logs --lines many | 'many' is not a whole number",
        "logs --lines | --lines",
        "model pull | NAME",
        "model fit bge | --texts",
        "down now | ./sutra down does not take 'now'",
        "completion fish | 'fish' is neither bash nor zsh",
        "monitor --interval 0 | --interval is 0",
        "help model pul | Did you mean 'pull'?",
      })
  void otherMistakes_areTwoLinesToo(String commandLine, String said) {
    assertThat(execute(commandLine.split(" ", -1))).isEqualTo(2);

    assertThat(err.toString().lines()).hasSize(2);
    assertThat(err.toString().lines().findFirst().orElseThrow()).contains(said);
    assertThat(err.toString()).contains("Help: ./sutra ");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void nothing_isTheHelp() {
    assertThat(execute()).isZero();

    assertThat(out.toString()).contains("First steps: ./sutra up");
  }

  private void assertTwoLines(Entry entry, String named) {
    List<String> lines = err.toString().lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst()).startsWith(entry.toString().strip()).contains(named);
    assertThat(lines.getLast()).isEqualTo("Help: " + entry.toString().strip() + " --help");
    assertThat(out.toString()).isEmpty();
  }

  private static List<String> subcommands(Entry entry) {
    return List.copyOf(entry.command().getSubcommands().keySet());
  }

  private int execute(String... arguments) {
    return SutraCommand.newCommandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
