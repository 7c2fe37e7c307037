package io.sutra.mlbase.fitting;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A query, and the text that it should find. */
record QueryAndText(String query, String text) {

  /**
   * Reads a file of UTF-8 with a query, a tab and a text on each line. Lines that are blank are
   * skipped.
   *
   * @throws IllegalArgumentException naming the line that is something else
   */
  static List<QueryAndText> read(Path file) throws IOException {
    List<QueryAndText> pairs = new ArrayList<>();
    int number = 0;
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      String[] parts = line.split("\t", -1);
      if (parts.length != 2 || parts[0].isBlank() || parts[1].isBlank()) {
        throw new IllegalArgumentException(
            "Line %d of %s is not a query, one tab and the text that it should find."
                .formatted(number, file));
      }
      pairs.add(new QueryAndText(parts[0].strip(), parts[1].strip()));
    }
    return pairs;
  }
}
