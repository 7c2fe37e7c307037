package io.sutra.cli.usage;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Every command below a root, with the words that a caller types to reach it. */
public final class CommandTree {

  /**
   * A command.
   *
   * @param words after {@code ./sutra}
   */
  public record Entry(List<String> words, CommandLine command) {

    @Override
    public String toString() {
      return "./sutra " + String.join(" ", words);
    }

    /** The words with others after them. */
    public String[] with(String... more) {
      return Stream.concat(words.stream(), Stream.of(more)).toArray(String[]::new);
    }
  }

  private CommandTree() {}

  /** The root, and every command below it. */
  public static List<Entry> of(CommandLine root) {
    List<Entry> entries = new ArrayList<>();
    collect(new Entry(List.of(), root), entries);
    return entries;
  }

  private static void collect(Entry entry, List<Entry> entries) {
    entries.add(entry);
    entry
        .command()
        .getSubcommands()
        .forEach((name, child) -> collect(new Entry(List.of(entry.with(name)), child), entries));
  }
}
