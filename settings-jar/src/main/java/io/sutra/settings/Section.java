package io.sutra.settings;

import io.sutra.settings.FilePath.Kind;
import io.sutra.settings.Setting.Default;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One part of the table: settings in the order in which people read them. Used while a class of
 * constants is initialised, by one thread; immutable afterwards.
 */
final class Section {

  private final String title;
  private final List<Setting<?>> settings = new ArrayList<>();

  Section(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  List<Setting<?>> settings() {
    return Collections.unmodifiableList(settings);
  }

  private <T> Setting<T> add(Setting<T> setting) {
    settings.add(setting);
    return setting;
  }

  private <T> Setting<T> add(
      String key, SettingType<T> type, Default fallback, String meaning, Component... readBy) {
    return add(new Setting<>(key, type, fallback, Set.of(readBy), meaning, false));
  }

  /** A setting without a default: what applies instead is described by {@code words}. */
  <T> Setting<T> derived(
      String key, SettingType<T> type, String words, String meaning, Component... readBy) {
    return add(key, type, new Default.Derived(words), meaning, readBy);
  }

  /** A setting of any type. */
  <T> Setting<T> of(
      String key, SettingType<T> type, String fallback, String meaning, Component... readBy) {
    return add(key, type, new Default.Same(fallback), meaning, readBy);
  }

  /** A setting whose default differs between processes. */
  <T> Setting<T> each(
      String key, SettingType<T> type, Map<Component, String> fallback, String meaning) {
    return add(
        new Setting<>(
            key, type, new Default.PerComponent(fallback), fallback.keySet(), meaning, false));
  }

  /** A secret without a default. */
  Setting<String> secret(String key, String meaning, Component... readBy) {
    return add(
        new Setting<>(
            key,
            new FreeText(FreeText.ANY, "a text without control characters"),
            new Default.Derived("none"),
            Set.of(readBy),
            meaning,
            true));
  }

  Setting<Integer> port(String key, int fallback, String meaning, Component... readBy) {
    return of(
        key, new WholeNumber(1, WellKnown.LAST_PORT), Integer.toString(fallback), meaning, readBy);
  }

  /** A port, or 0 for none or for a free one, as the meaning says. */
  Setting<Integer> portOrZero(String key, int fallback, String meaning, Component... readBy) {
    return of(
        key, new WholeNumber(0, WellKnown.LAST_PORT), Integer.toString(fallback), meaning, readBy);
  }

  Setting<Boolean> flag(String key, boolean fallback, String meaning, Component... readBy) {
    return of(key, new Flag(), Boolean.toString(fallback), meaning, readBy);
  }

  Setting<Long> bytes(String key, Size type, long fallback, String meaning, Component... readBy) {
    return of(key, type, Size.text(fallback), meaning, readBy);
  }

  /** Seconds when it has no unit. */
  Setting<Duration> seconds(
      String key, Limits limits, Duration fallback, String meaning, Component... readBy) {
    return time(key, TimeSpan.Plain.SECONDS, limits, fallback, meaning, readBy);
  }

  /** Milliseconds when it has no unit. */
  Setting<Duration> milliseconds(
      String key, Limits limits, Duration fallback, String meaning, Component... readBy) {
    return time(key, TimeSpan.Plain.MILLISECONDS, limits, fallback, meaning, readBy);
  }

  private Setting<Duration> time(
      String key,
      TimeSpan.Plain plain,
      Limits limits,
      Duration fallback,
      String meaning,
      Component... readBy) {
    var type = new TimeSpan(plain, limits.least(), limits.most());
    return of(key, type, type.plain(fallback), meaning, readBy);
  }

  /** The shortest and the longest span that is allowed. */
  record Limits(Duration least, Duration most) {

    static Limits seconds(long least, long most) {
      return new Limits(Duration.ofSeconds(least), Duration.ofSeconds(most));
    }

    static Limits milliseconds(long least, long most) {
      return new Limits(Duration.ofMillis(least), Duration.ofMillis(most));
    }
  }

  Setting<Path> path(String key, Kind kind, String words, String meaning, Component... readBy) {
    return derived(key, new FilePath(kind), words, meaning, readBy);
  }

  Setting<String> listenAddress(String key, String fallback, String meaning, Component... readBy) {
    return of(key, new ListenAddress(), fallback, meaning, readBy);
  }

  Setting<URI> url(String key, String fallback, String meaning, Component... readBy) {
    return of(key, new Url(), fallback, meaning, readBy);
  }

  Setting<String> host(String key, String fallback, String meaning, Component... readBy) {
    var type =
        new FreeText(
            "[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9.])?|\\[?[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%\\w+)?]?",
            "a host name or an IP address");
    return of(key, type, fallback, meaning, readBy);
  }

  Setting<String> hostAndPort(String key, String fallback, String meaning, Component... readBy) {
    var type = new FreeText("[A-Za-z0-9\\[][A-Za-z0-9._:\\]-]*:[0-9]{1,5}", "HOST:PORT");
    return of(key, type, fallback, meaning, readBy);
  }
}
