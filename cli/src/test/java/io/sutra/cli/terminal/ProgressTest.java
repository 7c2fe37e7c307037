package io.sutra.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class ProgressTest {

  private static final String CLEAR_LINE = "\r\033[K";

  private final StringWriter shown = new StringWriter();

  @Test
  void step_onATerminal_rewritesOneLine() {
    Progress progress = progress(true);

    progress.begin("Building");
    progress.step("1 of 2");
    progress.step("1 of 2");
    progress.step("2 of 2");
    progress.end("Built");

    assertThat(withoutTimes())
        .isEqualTo(
            "Building …\n"
                + CLEAR_LINE
                + "  1 of 2 (TIME)"
                + CLEAR_LINE
                + "  1 of 2 (TIME)"
                + CLEAR_LINE
                + "  2 of 2 (TIME)"
                + CLEAR_LINE
                + "  Built in TIME\n");
  }

  @Test
  void step_elsewhere_isOnePlainLinePerChange() {
    Progress progress = progress(false);

    progress.begin("Building");
    progress.step("1 of 2");
    progress.step("1 of 2");
    progress.step("2 of 2");
    progress.step("1 of 2");
    progress.end("Built");

    assertThat(withoutTimes())
        .isEqualTo("Building …\n  1 of 2\n  2 of 2\n  1 of 2\n  Built in TIME\n")
        .doesNotContain("\r", "\033");
  }

  @Test
  void begin_nextLongStep_showsItsFirstStepAgain() {
    Progress progress = progress(false);

    progress.begin("First");
    progress.step("waiting");
    progress.begin("Second");
    progress.step("waiting");

    assertThat(withoutTimes()).isEqualTo("First …\n  waiting\nSecond …\n  waiting\n");
  }

  @Test
  void note_isALine() {
    progress(true).note("nothing to do");
    progress(false).note("nothing to do");

    assertThat(withoutTimes()).isEqualTo("nothing to do\nnothing to do\n");
  }

  @Test
  void everyCall_isFlushed() {
    // The writer does not flush by itself: what a person sees must not wait in a buffer.
    for (boolean terminal : new boolean[] {true, false}) {
      Progress progress = progress(terminal);
      progress.begin("a");
      assertThat(withoutTimes()).endsWith("a …\n");
      progress.step("b");
      assertThat(withoutTimes()).contains("  b");
      progress.end("c");
      assertThat(withoutTimes()).endsWith("  c in TIME\n");
      progress.note("d");
      assertThat(withoutTimes()).endsWith("d\n");
    }
  }

  private Progress progress(boolean terminal) {
    // A buffer of its own, without which nothing would need to be flushed.
    return new Progress(new PrintWriter(new BufferedWriter(shown)), terminal);
  }

  private String withoutTimes() {
    return shown
        .toString()
        .replace(System.lineSeparator(), "\n")
        .replaceAll("(\\d+ min )?\\d+(\\.\\d)? s\\b", "TIME");
  }
}
