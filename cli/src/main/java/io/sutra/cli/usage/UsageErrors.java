package io.sutra.cli.usage;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Answers a wrong command line in two lines on standard error: what is wrong with it, and where
 * help is. The exit code is 2.
 */
public final class UsageErrors implements IParameterExceptionHandler {

  @Override
  public int handleParseException(ParameterException error, String[] arguments) {
    CommandLine commandLine = error.getCommandLine();
    CommandSpec command = commandLine.getCommandSpec();
    List<String> unmatched = commandLine.getUnmatchedArguments();
    commandLine
        .getErr()
        .println(
            unmatched.isEmpty()
                ? oneLine(String.valueOf(error.getMessage()))
                : unknown(command, unmatched.getFirst()));
    commandLine.getErr().println("Help: " + called(command) + " --help");
    return commandLine.getCommandSpec().exitCodeOnInvalidInput();
  }

  /** A command as a caller types it, for example {@code ./sutra model pull}. */
  static String called(CommandSpec command) {
    return "./" + command.qualifiedName();
  }

  /** picocli writes some messages over several lines. */
  private static String oneLine(String message) {
    String text = String.join(" ", message.strip().split("\\s*\\R\\s*", -1));
    return text.endsWith(".") || text.endsWith("?") ? text : text + ".";
  }

  private static String unknown(CommandSpec command, String word) {
    if (word.startsWith("-")) {
      String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
      return "%s has no option '%s'.%s"
          .formatted(called(command), name, suggestion(nearestOption(command, name)));
    }
    if (command.subcommands().isEmpty()) {
      return "%s does not take '%s'.".formatted(called(command), word);
    }
    return unknownCommand(command, word);
  }

  /** What to answer somebody who asks {@code command} for a subcommand that it does not have. */
  public static String unknownCommand(CommandSpec command, String name) {
    return "%s has no command '%s'.%s"
        .formatted(called(command), name, suggestion(nearestCommand(command, name)));
  }

  private static String suggestion(Optional<String> nearest) {
    return nearest.map(name -> " Did you mean '" + name + "'?").orElse("");
  }

  private static Optional<String> nearestOption(CommandSpec command, String typed) {
    List<String> names =
        command.optionsMap().keySet().stream().filter(name -> name.startsWith("--")).toList();
    String word = typed.startsWith("--") ? typed : "-" + typed;
    return NearestName.of(word, names);
  }

  /** A command of this one; else one that is elsewhere in the tree; else an option of that name. */
  private static Optional<String> nearestCommand(CommandSpec command, String typed) {
    return NearestName.of(typed, command.subcommands().keySet())
        .or(() -> elsewhere(command.root(), typed))
        .or(() -> Optional.of("--" + typed).filter(name -> command.optionsMap().containsKey(name)));
  }

  private static Optional<String> elsewhere(CommandSpec command, String typed) {
    List<String> found = new ArrayList<>();
    for (CommandLine child : command.subcommands().values()) {
      if (child.getCommandName().equals(typed)) {
        found.add(called(child.getCommandSpec()));
      }
      elsewhere(child.getCommandSpec(), typed).ifPresent(found::add);
    }
    return found.stream().findFirst();
  }
}
