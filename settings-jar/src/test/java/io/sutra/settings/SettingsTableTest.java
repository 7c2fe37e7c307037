package io.sutra.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsTableTest {

  static Stream<Setting<?>> all() {
    return SettingsTable.all().stream();
  }

  @Test
  void all_keys_areUniqueAndSpelledLikeVariables() {
    assertThat(all().map(Setting::key))
        .doesNotHaveDuplicates()
        .allMatch(key -> key.matches("[A-Z][A-Z0-9_]*"));
  }

  @ParameterizedTest
  @MethodSource("all")
  void setting_default_isAllowed(Setting<?> setting) {
    for (Component component : setting.readBy()) {
      setting
          .defaultText(component)
          .ifPresent(text -> assertThat(parses(setting, text)).as(setting.key()).isTrue());
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void setting_meaning_isOneSentenceWithoutFullStop(Setting<?> setting) {
    assertThat(setting.meaning()).isNotBlank().doesNotEndWith(".").doesNotContain("|", "\n");
    assertThat(setting.readBy()).isNotEmpty();
  }

  /** As airlift's assertFullMapping: a constant that is in no section would be read by nobody. */
  @Test
  void constants_ofEverySection_areInTheTable() throws IllegalAccessException {
    for (Class<?> section :
        List.of(
            ServiceSettings.class,
            InferenceSettings.class,
            CacheSettings.class,
            ShardSettings.class,
            BalancerSettings.class,
            InstanceSettings.class)) {
      for (Field field : section.getDeclaredFields()) {
        if (Modifier.isPublic(field.getModifiers()) && field.get(null) instanceof Setting<?> one) {
          assertThat(SettingsTable.find(one.key())).as(field.toString()).containsSame(one);
        }
      }
    }
  }

  @Test
  void secrets_areNeverShown() {
    assertThat(SettingsTable.all().stream().filter(Setting::secret).map(Setting::key))
        .containsExactlyInAnyOrder("SUTRA_CACHE_TOKEN", "HAPROXY_STATS_PASSWORD");
    assertThat(CacheSettings.TOKEN.refusal("hunter2", "something else")).doesNotContain("hunter2");
    assertThat(CacheSettings.TOKEN.shown("hunter2")).doesNotContain("hunter2");
  }

  @ParameterizedTest
  @CsvSource({
    "SUTRA_CACHE_TTTL, SUTRA_CACHE_TTL",
    "SUTRA_L1_CAPACTY, SUTRA_L1_CAPACITY",
    "SUTRA_CACHE_TOKENFILE, SUTRA_CACHE_TOKEN_FILE",
    "sutra_cache_sync, SUTRA_CACHE_SYNC",
  })
  void nearest_mistypedKey_isTheOneThatWasMeant(String typed, String meant) {
    assertThat(SettingsTable.nearest(typed)).contains(meant);
  }

  @Test
  void nearest_somethingElse_isEmpty() {
    assertThat(SettingsTable.nearest("SUTRA_COMPLETELY_DIFFERENT_THING")).isEmpty();
  }

  private static <T> boolean parses(Setting<T> setting, String text) {
    Optional<T> value = setting.type().parse(text);
    return value.isPresent()
        && setting.type().parse(setting.type().plain(value.get())).equals(value);
  }
}
