package io.sutra.benchmarks;

import java.util.List;
import java.util.stream.Collectors;

/** The little JSON that load generators write. */
public final class Json {

  private Json() {}

  /** Texts without control characters as an array of strings. */
  public static String array(List<String> texts) {
    return texts.stream()
        .map(text -> "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
        .collect(Collectors.joining(",", "[", "]"));
  }
}
