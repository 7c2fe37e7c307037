package io.sutra.cli.client;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.Map;

/**
 * JSON as maps, lists, strings, numbers and booleans, read and written by jackson-jr: a tenth of
 * jackson-databind's size, over the jackson-core that the services use. Thread-safe.
 */
public final class Json {

  private static final JSON JR =
      JSON.std.without(JSON.Feature.USE_FIELDS).with(JSON.Feature.WRITE_NULL_PROPERTIES);

  private Json() {}

  /**
   * An object.
   *
   * @throws IOException when {@code text} is not one
   */
  public static Map<String, Object> object(String text) throws IOException {
    return JR.mapFrom(text);
  }

  /**
   * {@code value} as text on one line.
   *
   * @param value maps (which keep their order), collections, strings, numbers and booleans
   */
  public static String text(Object value) {
    try {
      return JR.asString(value);
    } catch (IOException e) {
      throw new IllegalArgumentException("not to be written as JSON: " + value.getClass(), e);
    }
  }
}
