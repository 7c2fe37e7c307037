package io.sutra.cli.terminal;

import java.util.Map;

/**
 * Colours for a terminal that shows them, and none for everything else.
 *
 * @param enabled whether escape sequences are written
 */
public record Palette(boolean enabled) {

  /** What a colour says; which colour that is, is the terminal's own choice of its basic eight. */
  public enum Tone {
    PLAIN(""),
    STRONG("1"),
    GOOD("32"),
    WARNING("33"),
    BAD("31");

    private final String code;

    Tone(String code) {
      this.code = code;
    }
  }

  /**
   * The palette for standard output.
   *
   * @param terminal whether standard output is a terminal
   * @param environment {@code NO_COLOR} (set to anything but nothing) and {@code TERM=dumb} switch
   *     colours off, see no-color.org
   */
  public static Palette of(boolean terminal, Map<String, String> environment) {
    return new Palette(
        terminal
            && environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !environment.getOrDefault("TERM", "dumb").equals("dumb"));
  }

  /** {@code text} in the colour of {@code tone}. */
  public String paint(Tone tone, String text) {
    return enabled && tone != Tone.PLAIN && !text.isEmpty()
        ? "\033[" + tone.code + "m" + text + "\033[0m"
        : text;
  }
}
