package io.sutra.benchmarks.inference;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Texts that people wrote: WordNet's glosses and the descriptions of Debian's packages. */
public final class TextSources {

  private static final String WORDNET = "/net/sf/extjwnl/data/wordnet/wn31/data.";

  private TextSources() {}

  /** The glosses of WordNet 3.1: what stands after the bar in a line of a data file. */
  public static List<String> glosses() throws IOException {
    Set<String> glosses = new LinkedHashSet<>();
    for (String part : List.of("noun", "verb", "adj", "adv")) {
      try (InputStream data = TextSources.class.getResourceAsStream(WORDNET + part)) {
        if (data == null) {
          throw new IOException("WordNet's data." + part + " is not on the class path");
        }
        new BufferedReader(new InputStreamReader(data, StandardCharsets.UTF_8))
            .lines()
            .filter(line -> !line.startsWith("  ") && line.contains("| "))
            .map(line -> line.substring(line.indexOf("| ") + 2).strip())
            .forEach(glosses::add);
      }
    }
    return List.copyOf(glosses);
  }

  /** One-line descriptions, as {@code apt-cache dumpavail} prints them. */
  public static List<String> shortDescriptions() throws IOException {
    Process apt = new ProcessBuilder("apt-cache", "dumpavail").start();
    Set<String> found = new LinkedHashSet<>();
    try (BufferedReader lines = apt.inputReader(StandardCharsets.UTF_8)) {
      lines
          .lines()
          .filter(line -> line.startsWith("Description: ") || line.startsWith("Description-en: "))
          .map(line -> line.substring(line.indexOf(' ') + 1).strip())
          .forEach(found::add);
    }
    return List.copyOf(found);
  }

  /**
   * The paragraphs below those lines. Debian ships them apart from what {@code dumpavail} prints,
   * in its translation files, which small installations do not fetch; they are fetched here into
   * {@code folder}, once, from where the machine's package lists come from, and the machine's own
   * lists stay as they are.
   */
  public static List<String> longDescriptions(Path folder) throws IOException {
    Path lists = folder.resolve("lists");
    if (translations(lists).isEmpty()) {
      Files.createDirectories(lists.resolve("partial"));
      Process update =
          new ProcessBuilder(
                  "apt-get",
                  "update",
                  "-o",
                  "Dir::State::lists=" + lists,
                  "-o",
                  "Dir::Cache=" + folder.resolve("cache"),
                  "-o",
                  "Acquire::Languages=en",
                  "-o",
                  "Acquire::GzipIndexes=false")
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("update.log").toFile())
              .start();
      try {
        update.waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
    Set<String> found = new LinkedHashSet<>();
    for (Path file : translations(lists)) {
      found.addAll(paragraphs(file));
    }
    if (found.isEmpty()) {
      throw new IOException(
          "No long descriptions of packages; " + folder.resolve("update.log") + " says why.");
    }
    return List.copyOf(found);
  }

  private static List<Path> translations(Path lists) throws IOException {
    if (!Files.isDirectory(lists)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(lists)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith("_Translation-en"))
          .sorted()
          .toList();
    }
  }

  /** The lines that are indented by one space, joined, without the dots that part paragraphs. */
  private static List<String> paragraphs(Path file) {
    List<String> found = new ArrayList<>();
    var text = new StringBuilder();
    try (Stream<String> lines = Files.lines(file)) {
      lines.forEach(
          line -> {
            if (line.startsWith(" ")) {
              String words = line.strip();
              if (!words.equals(".")) {
                text.append(text.isEmpty() ? "" : " ").append(words);
              }
            } else if (!text.isEmpty()) {
              found.add(text.toString());
              text.setLength(0);
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }
}
