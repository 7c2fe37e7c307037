package io.sutra.it.openai;

import io.sutra.it.SutraInstance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The samples of a page: each fenced block with its section, its language and the file that the
 * block's first line names, if any. Immutable.
 */
record ClientPage(List<Sample> samples) {

  /** The key that the page prints. */
  private static final String PRINTED_KEY = "sk-YOUR-KEY";

  private static final Pattern SECTION_OR_BLOCK =
      Pattern.compile(
          "^## ([^\n]+)$|^```(\\w+)(?: (\\S+))?\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

  ClientPage {
    samples = List.copyOf(samples);
  }

  /**
   * One block.
   *
   * @param section the heading above it
   * @param file where a reader saves it; empty if the page does not say
   */
  record Sample(String section, String language, String file, String code) {

    /** The code as a reader runs it who has the product at {@code port} and {@code key}. */
    String at(int port, String key) {
      return code.replace("localhost:8888", "localhost:" + port).replace(PRINTED_KEY, key);
    }
  }

  /**
   * Reads a page.
   *
   * @param name from the root of the sources
   */
  static ClientPage read(String name) throws IOException {
    Path file = SutraInstance.ROOT.resolve(name);
    List<Sample> samples = new ArrayList<>();
    String section = "";
    Matcher found = SECTION_OR_BLOCK.matcher(Files.readString(file));
    while (found.find()) {
      if (found.group(1) != null) {
        section = found.group(1);
      } else {
        String saved = found.group(3) == null ? "" : found.group(3);
        samples.add(new Sample(section, found.group(2), saved, found.group(4)));
      }
    }
    return new ClientPage(samples);
  }

  /** The blocks of one section, in their order. */
  List<Sample> section(String title) {
    return samples.stream().filter(sample -> sample.section().equals(title)).toList();
  }

  /** Every section that has a block in {@code language}, in the page's order. */
  List<String> sectionsIn(String language) {
    return samples.stream()
        .filter(sample -> sample.language().equals(language))
        .map(Sample::section)
        .distinct()
        .toList();
  }
}
