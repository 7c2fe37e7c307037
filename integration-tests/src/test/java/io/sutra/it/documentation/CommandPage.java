package io.sutra.it.documentation;

import io.sutra.it.SutraInstance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The commands that a page of the documentation shows, each in a block that begins with {@code
 * ```bash}, or {@code ```bash docker} for the product in containers, or {@code ```bash refused} for
 * what must fail. A block of {@code json} that follows one is what its last command prints.
 */
public final class CommandPage {

  private static final Pattern BLOCK =
      Pattern.compile(
          "^```bash(?: (docker|refused))?\n(.*?)^```$(?:\n\n```json\n(.*?)^```$)?",
          Pattern.DOTALL | Pattern.MULTILINE);

  /** A command may go on in the next line, as in a shell. */
  private static final Pattern CONTINUED = Pattern.compile("\\\\\n *");

  private final List<Command> commands = new ArrayList<>();

  private CommandPage() {}

  /**
   * A command of a page.
   *
   * @param docker whether it is for the product in containers
   * @param refused whether it must fail
   * @param answer the JSON that the page prints as its output; empty when there is none
   */
  public record Command(String text, boolean docker, boolean refused, String answer) {}

  /** Reads a page below {@code docs}. */
  public static CommandPage read(String name) throws IOException {
    Path file = SutraInstance.ROOT.resolve("docs").resolve(name);
    Matcher block = BLOCK.matcher(Files.readString(file));
    var page = new CommandPage();
    while (block.find()) {
      String kind = block.group(1) == null ? "" : block.group(1);
      String answer = block.group(3) == null ? "" : block.group(3);
      List<String> lines =
          CONTINUED
              .matcher(block.group(2))
              .replaceAll(" ")
              .lines()
              .filter(line -> !line.isBlank())
              .toList();
      for (int i = 0; i < lines.size(); i++) {
        page.commands.add(
            new Command(
                lines.get(i),
                kind.equals("docker"),
                kind.equals("refused"),
                i == lines.size() - 1 ? answer : ""));
      }
    }
    return page;
  }

  /** Commands for the product without containers, in their order. */
  public List<Command> plain() {
    return commands.stream().filter(command -> !command.docker()).toList();
  }

  /** Commands for the product in containers, in their order. */
  public List<String> docker() {
    return commands.stream().filter(Command::docker).map(Command::text).toList();
  }
}
