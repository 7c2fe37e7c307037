package io.sutra.domain;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where in a request something is wrong, in no contract's words. Immutable.
 *
 * @param field of the request
 * @param indices into nested arrays, the outermost first; none for the field as a whole
 */
public record Place(Field field, List<Integer> indices) {

  private static final Pattern PLAIN = Pattern.compile("([a-z_]+)((?:\\[\\d{1,9}])*)");
  private static final Pattern INDEX = Pattern.compile("\\d+");

  public Place {
    indices = List.copyOf(indices);
  }

  /** The field as a whole, or an element of it. */
  public static Place of(Field field, Integer... indices) {
    return new Place(field, List.of(indices));
  }

  /** Reads what {@link #toString} writes; empty when it names no field of the domain. */
  public static Optional<Place> parse(String text) {
    Matcher matcher = PLAIN.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    List<Integer> indices =
        INDEX
            .matcher(matcher.group(2))
            .results()
            .map(result -> Integer.valueOf(result.group()))
            .toList();
    return Arrays.stream(Field.values())
        .filter(field -> field.plainName().equals(matcher.group(1)))
        .findFirst()
        .map(field -> new Place(field, indices));
  }

  /** The place under another name of its field: {@code input[3]}. */
  public String under(String name) {
    return name + indices.stream().map(index -> "[" + index + "]").collect(Collectors.joining());
  }

  /** The place in the words of {@code POST /embed}: {@code texts[3]}. */
  @Override
  public String toString() {
    return under(field.plainName());
  }
}
