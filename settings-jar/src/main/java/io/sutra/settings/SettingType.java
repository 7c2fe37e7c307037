package io.sutra.settings;

import java.util.Optional;

/**
 * How the text of a setting becomes a value. Implementations are immutable.
 *
 * @param <T> the type of the value
 */
public sealed interface SettingType<T>
    permits Choice,
        FilePath,
        Flag,
        FreeText,
        ListenAddress,
        Pairs,
        Size,
        TimeSpan,
        Url,
        WholeNumber,
        Words {

  /**
   * Reads {@code text}, which has no blanks around it and is not empty.
   *
   * @return empty when it is not allowed
   */
  Optional<T> parse(String text);

  /**
   * {@code value} as programs that know no units read it: numbers without a unit. What {@link
   * #parse} makes of it is equal to {@code value}.
   */
  default String plain(T value) {
    return String.valueOf(value);
  }

  /** Whether a text that is refused may hold a password, so that no message may show it. */
  default boolean refusedTextMayBeSecret() {
    return false;
  }

  /** What is allowed, as the end of a sentence: "a whole number from 1 to 65535". */
  String allowed();
}
