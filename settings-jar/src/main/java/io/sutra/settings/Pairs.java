package io.sutra.settings;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Names with what each stands for: {@code name=meaning}, with commas between two. */
public record Pairs() implements SettingType<Map<String, String>> {

  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._:/-]*";

  @Override
  public Optional<Map<String, String>> parse(String text) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : text.split(",", -1)) {
      String[] sides = pair.strip().split("=", -1);
      if (sides.length != 2 || !sides[0].matches(NAME) || !sides[1].matches(NAME)) {
        return Optional.empty();
      }
      if (pairs.put(sides[0], sides[1]) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(Map.copyOf(pairs));
  }

  @Override
  public String plain(Map<String, String> value) {
    return value.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(pair -> pair.getKey() + "=" + pair.getValue())
        .collect(Collectors.joining(","));
  }

  @Override
  public String allowed() {
    return "NAME=MEANING, several with commas between them";
  }
}
