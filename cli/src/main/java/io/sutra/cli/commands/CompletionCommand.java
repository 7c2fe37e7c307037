package io.sutra.cli.commands;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code sutra completion}: the script that lets a shell complete this command. */
@Command(
    name = "completion",
    description = {
      "Print a script with which bash or zsh completes commands, options and values on TAB.",
      "In this shell: source <(./sutra completion bash). In every shell: add that line, with the"
          + " whole path of sutra, to ~/.bashrc, or with 'zsh' to ~/.zshrc."
    },
    mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {

  /** The shells that there is a script for. */
  enum Shell {
    BASH,
    ZSH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Says what is allowed in the words that are typed. */
  static final class Converter implements ITypeConverter<Shell> {
    @Override
    public Shell convert(String text) {
      return Arrays.stream(Shell.values())
          .filter(shell -> shell.toString().equals(text))
          .findFirst()
          .orElseThrow(() -> new TypeConversionException("'" + text + "' is neither bash nor zsh"));
    }
  }

  @Parameters(
      paramLabel = "SHELL",
      converter = Converter.class,
      description = "One of: ${COMPLETION-CANDIDATES}.")
  private Shell shell = Shell.BASH;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    CommandLine root = spec.root().commandLine();
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        "# Completion of ./sutra in " + shell + ": source <(./sutra completion " + shell + ")");
    // The same for both: in zsh it switches on zsh's own support for bash's completions.
    out.print(AutoComplete.bash(root.getCommandName(), root));
    out.flush();
    return CommandLine.ExitCode.OK;
  }
}
