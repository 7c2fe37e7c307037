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
 * ```bash}, or {@code ```bash docker} for the product in containers.
 */
public final class CommandPage {

  private static final Pattern BLOCK =
      Pattern.compile("^```bash( docker)?\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

  private final List<String> plain = new ArrayList<>();
  private final List<String> docker = new ArrayList<>();

  private CommandPage() {}

  /** Reads a page below {@code docs}. */
  public static CommandPage read(String name) throws IOException {
    Path file = SutraInstance.ROOT.resolve("docs").resolve(name);
    Matcher block = BLOCK.matcher(Files.readString(file));
    var page = new CommandPage();
    while (block.find()) {
      (block.group(1) == null ? page.plain : page.docker)
          .addAll(block.group(2).lines().filter(line -> !line.isBlank()).toList());
    }
    return page;
  }

  /** Commands for the product without containers, in their order. */
  public List<String> plain() {
    return plain;
  }

  /** Commands for the product in containers, in their order. */
  public List<String> docker() {
    return docker;
  }
}
