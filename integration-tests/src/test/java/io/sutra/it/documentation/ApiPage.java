package io.sutra.it.documentation;

import io.sutra.it.SutraInstance;
import io.sutra.it.documentation.Example.Situation;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of {@code docs/api}. A section per route, headed {@code ## `METHOD /path`}; in it, blocks
 * of {@code bash} each followed by a block of {@code http} with the answer. Other sections may have
 * such blocks, too.
 *
 * @param examples in the order of the page
 * @param statuses of each route: those of its examples, and those that a line beginning with {@code
 *     Also} names because no single command brings them about
 */
record ApiPage(List<Example> examples, Map<String, Set<Integer>> statuses) {

  private static final Pattern ROUTE = Pattern.compile("## `([A-Z]+ /\\S*)`");
  private static final Pattern COMMAND = Pattern.compile("```bash ?(\\w*)");
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1.1 (\\d{3}) .*");
  private static final Pattern MENTIONED = Pattern.compile("`(\\d{3})`");

  static ApiPage read(String name) throws IOException {
    return new Reader(Files.readAllLines(SutraInstance.ROOT.resolve("docs/api").resolve(name)))
        .read();
  }

  /** Goes through the lines once. */
  private static final class Reader {

    private final List<String> lines;
    private final List<Example> examples = new ArrayList<>();
    private final Map<String, Set<Integer>> statuses = new TreeMap<>();
    private String route = "";
    private int next;

    Reader(List<String> lines) {
      this.lines = lines;
    }

    ApiPage read() {
      while (next < lines.size()) {
        String line = lines.get(next++);
        Matcher heading = ROUTE.matcher(line);
        Matcher command = COMMAND.matcher(line);
        if (heading.matches()) {
          route = heading.group(1);
          statuses.put(route, new TreeSet<>());
        } else if (line.startsWith("## ")) {
          route = "";
        } else if (line.startsWith("Also ")) {
          MENTIONED.matcher(line).results().forEach(found -> add(Integer.parseInt(found.group(1))));
        } else if (command.matches()) {
          examples.add(example(command.group(1)));
        }
      }
      return new ApiPage(List.copyOf(examples), statuses);
    }

    private void add(int status) {
      if (!route.isEmpty()) {
        statuses.getOrDefault(route, new TreeSet<>()).add(status);
      }
    }

    private Example example(String situation) {
      int line = next;
      List<String> command = block();
      while (next < lines.size() && lines.get(next).isBlank()) {
        next++;
      }
      if (next == lines.size() || !lines.get(next++).equals("```http")) {
        throw new IllegalStateException("no answer follows the command in line " + line);
      }
      List<String> answer = block();
      Matcher first = STATUS_LINE.matcher(answer.getFirst());
      if (!first.matches()) {
        throw new IllegalStateException("no status in the answer to line " + line);
      }
      int status = Integer.parseInt(first.group(1));
      add(status);
      int blank = answer.indexOf("");
      int headersEnd = blank < 0 ? answer.size() : blank;
      return new Example(
          route,
          line,
          situation.isEmpty()
              ? Situation.USUAL
              : Situation.valueOf(situation.toUpperCase(Locale.ROOT)),
          String.join("\n", command),
          status,
          List.copyOf(answer.subList(1, headersEnd)),
          blank < 0 ? "" : String.join("\n", answer.subList(blank + 1, answer.size())));
    }

    /** The lines up to the end of a block. */
    private List<String> block() {
      List<String> block = new ArrayList<>();
      while (!lines.get(next).equals("```")) {
        block.add(lines.get(next++));
      }
      next++;
      return block;
    }
  }
}
