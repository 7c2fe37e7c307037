package io.sutra.settings;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All settings, in the order of the documentation. Immutable. */
public final class SettingsTable {

  private static final List<Section> SECTIONS =
      List.of(
          ServiceSettings.SECTION,
          InferenceSettings.SECTION,
          CacheSettings.SECTION,
          ShardSettings.SECTION,
          BalancerSettings.SECTION,
          InstanceSettings.SECTION);

  private static final List<Setting<?>> ALL =
      SECTIONS.stream().<Setting<?>>flatMap(section -> section.settings().stream()).toList();

  private static final Map<String, Setting<?>> BY_KEY =
      ALL.stream().collect(Collectors.toUnmodifiableMap(Setting::key, Function.identity()));

  private SettingsTable() {}

  /** Every setting. */
  public static List<Setting<?>> all() {
    return ALL;
  }

  /** Those that {@code component} reads. */
  public static Stream<Setting<?>> of(Component component) {
    return ALL.stream().filter(setting -> setting.readBy().contains(component));
  }

  /** The setting of that name. */
  public static Optional<Setting<?>> find(String key) {
    return Optional.ofNullable(BY_KEY.get(key));
  }

  /**
   * The name of the setting that {@code unknown} was most likely meant to be.
   *
   * @return empty when no name is near
   */
  public static Optional<String> nearest(String unknown) {
    return NearestName.of(unknown, BY_KEY.keySet());
  }

  /**
   * Whether {@code key} looks as if it were meant for Sutra: it begins with {@code SUTRA_} or is a
   * setting.
   */
  public static boolean isOurs(String key) {
    return key.startsWith("SUTRA_") || BY_KEY.containsKey(key);
  }

  /** The sentence about a variable that looks like a setting and is none. */
  public static String unknownSetting(String key) {
    return key
        + " is not a setting of Sutra"
        + nearest(key).map(name -> "; the nearest is " + name).orElse("")
        + ". All settings: ./sutra settings";
  }

  static List<Section> sections() {
    return SECTIONS;
  }
}
