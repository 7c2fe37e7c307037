package io.sutra.cli.terminal;

import io.sutra.cli.terminal.Palette.Tone;
import java.util.ArrayList;
import java.util.List;

/**
 * One line of a screen, in parts of one colour each. Immutable. The text must not contain control
 * characters or characters wider than one column.
 */
public final class Line {

  /** A line without text. */
  public static final Line EMPTY = new Line(List.of());

  private record Part(Tone tone, String text) {}

  private final List<Part> parts;

  private Line(List<Part> parts) {
    this.parts = parts;
  }

  /** A line without colour. */
  public static Line of(String text) {
    return EMPTY.with(Tone.PLAIN, text);
  }

  /** This line with {@code text} after it. */
  public Line with(Tone tone, String text) {
    List<Part> longer = new ArrayList<>(parts);
    longer.add(new Part(tone, text));
    return new Line(List.copyOf(longer));
  }

  /** The text alone. */
  public String text() {
    return String.join("", parts.stream().map(Part::text).toList());
  }

  /** At most {@code width} columns of the text, coloured, without blanks at the end. */
  public String render(int width, Palette palette) {
    var rendered = new StringBuilder();
    int left = Math.min(width, text().stripTrailing().length());
    for (Part part : parts) {
      String shown = part.text().substring(0, Math.min(left, part.text().length()));
      rendered.append(palette.paint(part.tone(), shown));
      left -= shown.length();
    }
    return rendered.toString();
  }
}
