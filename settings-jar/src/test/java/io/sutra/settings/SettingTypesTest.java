package io.sutra.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTypesTest {

  private static final TimeSpan SECONDS =
      new TimeSpan(TimeSpan.Plain.SECONDS, Duration.ofSeconds(1), Duration.ofHours(1));
  private static final TimeSpan MILLISECONDS =
      new TimeSpan(TimeSpan.Plain.MILLISECONDS, Duration.ZERO, Duration.ofMinutes(1));
  private static final Size SIZE = new Size(1_024, 1L << 30);

  @ParameterizedTest
  @CsvSource({"30, 30000", "2s, 2000", "1500ms, 1500", "1m, 60000", "1h, 3600000"})
  void timeSpan_inSeconds_readsPlainNumbersAndUnits(String text, long milliseconds) {
    assertThat(SECONDS.parse(text)).contains(Duration.ofMillis(milliseconds));
  }

  @ParameterizedTest
  @CsvSource({"30, 30", "2s, 2000", "0, 0"})
  void timeSpan_inMilliseconds_readsPlainNumbersAndUnits(String text, long milliseconds) {
    assertThat(MILLISECONDS.parse(text)).contains(Duration.ofMillis(milliseconds));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0", "3601", "61m", "soon", "-1", "1.5", "1.5s", "2 s", "2 sec", "+5", "030", "s", "1e3",
        "٣"
      })
  void timeSpan_outsideTheLimitsOrOfAnotherForm_isRefused(String text) {
    assertThat(SECONDS.parse(text)).isEmpty();
  }

  @Test
  void timeSpan_plain_isWhatProgramsWithoutUnitsRead() {
    assertThat(SECONDS.plain(Duration.ofMinutes(2))).isEqualTo("120");
    assertThat(SECONDS.plain(Duration.ofMillis(1_500))).isEqualTo("1500ms");
    assertThat(MILLISECONDS.plain(Duration.ofSeconds(2))).isEqualTo("2000");
  }

  @ParameterizedTest
  @CsvSource({"1024, 1024", "8MiB, 8388608", "1GiB, 1073741824", "2048B, 2048"})
  void size_plainNumbersAndUnits_areBytes(String text, long bytes) {
    assertThat(SIZE.parse(text)).contains(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1023", "2GiB", "8MB", "8mib", "-8", "9223372036854775807GiB", "1 M", ""})
  void size_outsideTheLimitsOrOfAnotherForm_isRefused(String text) {
    assertThat(SIZE.parse(text)).isEmpty();
  }

  @Test
  void size_text_usesTheLargestWholeUnit() {
    assertThat(List.of(Size.text(8 << 20), Size.text(1_536), Size.text(4_224), Size.text(0)))
        .containsExactly("8MiB", "1536", "4224", "0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"*", "127.0.0.1", "::1", "[::1]", "0.0.0.0", "host.example", "fe80::1%eth0"})
  void listenAddress_namesAndAddresses_areAllowed(String text) {
    assertThat(new ListenAddress().parse(text)).contains(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"two words", "http://x", "-x", "a,b", "x:8888"})
  void listenAddress_anythingElse_isRefused(String text) {
    assertThat(new ListenAddress().parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "host:1",
        "ftp://host",
        "http://",
        "http://u:p@host",
        "http://h?q",
        "http://h:99999"
      })
  void url_anythingButAPlainAddress_isRefused(String text) {
    assertThat(new Url().parse(text)).isEmpty();
  }

  @Test
  void url_slashAtTheEnd_isDropped() {
    assertThat(new Url().parse("http://host:1/x/")).hasToString("Optional[http://host:1/x]");
  }
}
