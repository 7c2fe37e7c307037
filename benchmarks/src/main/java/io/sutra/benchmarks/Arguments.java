package io.sutra.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a benchmark was told, as {@code --key=value}, and what they all mean by it.
 *
 * @param given value by key, the key with its dashes
 */
public record Arguments(Map<String, String> given) {

  /** An argument without a value is {@code true}. */
  public static Arguments parse(String[] arguments) {
    Map<String, String> given = new HashMap<>();
    for (String argument : arguments) {
      String[] parts = argument.split("=", 2);
      given.put(parts[0], parts.length == 2 ? parts[1] : "true");
    }
    return new Arguments(Map.copyOf(given));
  }

  public Optional<String> find(String key) {
    return Optional.ofNullable(given.get(key));
  }

  /** Fewer and shorter rounds. */
  public boolean quick() {
    return given.containsKey("--quick");
  }

  /** The checkout. */
  public Path root() {
    return Path.of(find("--root").orElse(".")).toAbsolutePath().normalize();
  }

  /** How often the contenders take turns. */
  public int rounds() {
    return find("--rounds").map(Integer::parseInt).orElse(quick() ? 3 : 5);
  }

  /** How long each is measured in a round. */
  public Duration window(Duration usual) {
    return find("--seconds")
        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
        .orElse(quick() ? Duration.ofSeconds(4) : usual);
  }

  /** The page to write, {@code usual} below the checkout unless said otherwise. */
  public Path report(String usual) {
    return find("--report").map(Path::of).orElseGet(() -> root().resolve(usual));
  }
}
