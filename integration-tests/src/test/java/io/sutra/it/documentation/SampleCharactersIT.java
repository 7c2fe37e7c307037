package io.sutra.it.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * No sample of any page contains a character that a shell, a compiler or an HTTP client takes for
 * something else: a typographic quote, dash, space or ellipsis. Letters of any language are fine.
 */
class SampleCharactersIT {

  private static final Pattern FENCE = Pattern.compile("^ *```(\\w*).*$");

  private static final Pattern INLINE = Pattern.compile("`([^`\n]+)`");

  /** Shown output: nobody pastes it, and an ellipsis stands for what is left out. */
  private static final Set<String> OUTPUT = Set.of("http", "json", "text");

  /** Alone, or behind the beginning of a long name: a name in prose and not a sample. */
  private static final Pattern NAME_CUT_SHORT = Pattern.compile("[\\w./]*…");

  @Test
  void samples_ofEveryPage_haveOnlyCharactersThatTheirLanguageKnows() throws IOException {
    List<Path> pages = Pages.all();
    assertThat(pages).hasSizeGreaterThan(20);

    List<String> found = new ArrayList<>();
    for (Path page : pages) {
      check(page, found);
    }

    assertThat(found).isEmpty();
  }

  @Test
  void isTypographic_quotesDashesSpacesAndEllipses_butNoLetter() {
    assertThat("“‘’”«»…–—\u2212\u00a0\u202f\u200b\ufeff".chars())
        .allMatch(SampleCharactersIT::isTypographic);
    assertThat("sk-YOUR \"key\" 'é 世界 नमस्ते ─▶│".chars())
        .noneMatch(SampleCharactersIT::isTypographic);
  }

  private static void check(Path page, List<String> found) throws IOException {
    List<String> lines = Files.readAllLines(page);
    String language = "";
    boolean inBlock = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      String where = Pages.name(page) + ":" + (i + 1) + ": ";
      Matcher fence = FENCE.matcher(line);
      if (fence.matches()) {
        inBlock = !inBlock;
        language = fence.group(1).toLowerCase(Locale.ROOT);
        if (inBlock && language.isEmpty()) {
          found.add(where + "the block does not say its language");
        }
      } else if (inBlock) {
        if (!OUTPUT.contains(language) && hasTypographic(line)) {
          found.add(where + line);
        }
      } else {
        INLINE
            .matcher(line)
            .results()
            .map(span -> span.group(1))
            .filter(span -> hasTypographic(span) && !NAME_CUT_SHORT.matcher(span).matches())
            .forEach(span -> found.add(where + span));
      }
    }
  }

  private static boolean hasTypographic(String text) {
    return text.chars().anyMatch(SampleCharactersIT::isTypographic);
  }

  private static boolean isTypographic(int character) {
    if (character < 0x80) {
      return false;
    }
    return switch (Character.getType(character)) {
      case Character.DASH_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.OTHER_PUNCTUATION,
          Character.FORMAT,
          Character.SPACE_SEPARATOR ->
          true;
      default -> character == '\u2212';
    };
  }
}
