package io.sutra.it.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares an answer with what a page shows, which leaves out with {@code …} what is long or
 * different every time: the rest of a text, the other digits of a number, the other elements of an
 * array, the lines between two lines, or, alone, any value. Everything else must be the same, and
 * an object must have the fields shown and no others.
 */
final class Elided {

  private static final String ELISION = "…";

  /** What stands outside of strings in JSON: an elision, with the digits before it. */
  private static final Pattern STRING_OR_ELISION =
      Pattern.compile("(\"(?:[^\"\\\\]|\\\\.)*\")|(-?[0-9.]*…)");

  private Elided() {}

  /** Both are JSON. */
  static void assertSameJson(String actual, String shown) {
    String readable =
        STRING_OR_ELISION
            .matcher(shown)
            .replaceAll(
                found ->
                    Matcher.quoteReplacement(
                        found.group(1) != null ? found.group(1) : "\"" + found.group(2) + "\""));
    assertSame(read(actual), read(readable), "the body");
  }

  private static JsonValue read(String json) {
    try (var reader = Json.createReader(new StringReader(json))) {
      return reader.readValue();
    }
  }

  private static void assertSame(JsonValue actual, JsonValue shown, String where) {
    if (shown instanceof JsonString text && text.getString().contains(ELISION)) {
      assertThat(plain(actual)).as(where).matches(pattern(text.getString()));
    } else if (shown instanceof JsonObject fields) {
      assertThat(actual.getValueType()).as(where).isEqualTo(JsonValue.ValueType.OBJECT);
      assertThat(actual.asJsonObject().keySet()).as(where).isEqualTo(fields.keySet());
      fields.forEach(
          (name, value) ->
              assertSame(actual.asJsonObject().getOrDefault(name, JsonValue.NULL), value, name));
    } else if (shown instanceof JsonArray elements) {
      assertThat(actual.getValueType()).as(where).isEqualTo(JsonValue.ValueType.ARRAY);
      assertSameElements(actual.asJsonArray(), elements, where);
    } else {
      assertThat(actual).as(where).isEqualTo(shown);
    }
  }

  private static void assertSameElements(JsonArray actual, List<JsonValue> shown, String where) {
    boolean more =
        !shown.isEmpty()
            && shown.getLast() instanceof JsonString last
            && last.getString().equals(ELISION);
    List<JsonValue> compared = more ? shown.subList(0, shown.size() - 1) : shown;
    if (more) {
      assertThat(actual).as(where).hasSizeGreaterThan(compared.size());
    } else {
      assertThat(actual).as(where).hasSameSizeAs(compared);
    }
    for (int i = 0; i < compared.size(); i++) {
      assertSame(actual.get(i), compared.get(i), where + "[" + i + "]");
    }
  }

  private static String plain(JsonValue value) {
    return switch (value) {
      case JsonString text -> text.getString();
      case JsonNumber number -> number.toString();
      default -> value.toString();
    };
  }

  /** Both are text; a line of the page is somewhere behind the one before it. */
  static void assertSameText(String actual, String shown) {
    Iterator<String> lines = actual.lines().iterator();
    for (String line : shown.lines().filter(line -> !line.equals(ELISION)).toList()) {
      Pattern pattern = pattern(line);
      boolean found = false;
      while (!found && lines.hasNext()) {
        found = pattern.matcher(lines.next()).matches();
      }
      assertThat(found).as("'%s' in%n%s", line, actual).isTrue();
    }
  }

  /** What {@code shown} stands for. */
  static Pattern pattern(String shown) {
    var regex = new StringBuilder();
    for (String part : shown.split(ELISION, -1)) {
      regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(part));
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }
}
