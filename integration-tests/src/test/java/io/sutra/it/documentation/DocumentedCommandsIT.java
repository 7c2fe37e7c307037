package io.sutra.it.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.it.SutraInstance;
import io.sutra.it.SutraInstance.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every {@code ./sutra} that a page mentions, in a block or in a sentence, exists with its options.
 */
class DocumentedCommandsIT {

  /** Commands that have commands. */
  private static final Set<String> GROUPS = Set.of("model", "bench");

  private static final Pattern MENTION =
      Pattern.compile("\\./sutra ((?:[a-z]+)(?: [a-z]+)?)?([^`\n|;&)]*)");

  private static final Pattern OPTION = Pattern.compile("(?<!\\S)--[a-z][a-z-]*");

  @TempDir private Path home;

  @TestFactory
  Stream<DynamicTest> everyCommandOfAPage_existsWithItsOptions() throws IOException {
    Map<String, Set<String>> commands = mentions();
    assertThat(commands.keySet()).contains("up", "down", "status", "model list", "bench cache");
    var sutra = new SutraInstance(home);
    return commands.entrySet().stream()
        .map(
            command ->
                DynamicTest.dynamicTest(
                    command.getKey(),
                    () -> {
                      String[] arguments = (command.getKey() + " --help").split(" ", -1);
                      Result help = sutra.sutra(Map.of(), arguments);
                      assertThat(help.exit()).as(help.output()).isZero();
                      // A command that does not exist would print the help of all commands.
                      assertThat(help.output())
                          .containsPattern("Usage: +sutra " + command.getKey() + "\\b")
                          .contains("--help")
                          .satisfies(
                              text ->
                                  assertThat(command.getValue())
                                      .allSatisfy(option -> assertThat(text).contains(option)));
                    }));
  }

  /** The options of each command, over all pages. */
  private static Map<String, Set<String>> mentions() throws IOException {
    Map<String, Set<String>> commands = new TreeMap<>();
    for (Path page : Pages.all()) {
      List<MatchResult> found = MENTION.matcher(Files.readString(page)).results().toList();
      for (MatchResult mention : found) {
        if (mention.group(1) != null) {
          List<String> words = List.of(mention.group(1).split(" ", -1));
          String command = GROUPS.contains(words.getFirst()) ? mention.group(1) : words.getFirst();
          Set<String> options = commands.computeIfAbsent(command, name -> new TreeSet<>());
          OPTION.matcher(mention.group(2)).results().forEach(option -> options.add(option.group()));
        }
      }
    }
    return commands;
  }
}
