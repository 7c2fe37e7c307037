package io.sutra.cli.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.cli.terminal.CommandFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsFileTest {

  @TempDir private Path folder = Path.of("set by JUnit");
  private Path path = Path.of("set below");

  @BeforeEach
  void choosePath() {
    path = folder.resolve("sutra.properties");
  }

  @Test
  void read_noFile_hasNoSettings() {
    assertThat(SettingsFile.read(path).values()).isEmpty();
  }

  @Test
  void with_oneOfMany_leavesEveryOtherLineAsItIs() throws IOException {
    Files.writeString(path, "# mine\n\nA = 1\n! why\nB: two\\\n  lines\nC=3\n");

    SettingsFile.read(path).with(Map.of("B", "2", "D", "4")).write();

    assertThat(path).hasContent("# mine\n\nA = 1\n! why\nB=2\nC=3\nD=4\n");
  }

  @Test
  void without_aSettingOverTwoLines_removesBothAndNothingElse() throws IOException {
    Files.writeString(path, "A=1\n# about B\nB=two\\\n  lines\nC=3\n");

    SettingsFile.read(path).without(List.of("B", "unknown")).write();

    assertThat(path).hasContent("A=1\n# about B\nC=3\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b",
        " leading",
        "back\\slash",
        "two\nlines",
        "é ü 漢",
        "a=b:c#d!e",
        "tab\tend\\"
      })
  void write_anyValue_isReadAgain(String value) {
    SettingsFile.read(path).with(Map.of("A", value, "B", "next")).write();

    assertThat(SettingsFile.read(path).values())
        .containsExactlyInAnyOrderEntriesOf(Map.of("A", value, "B", "next"));
  }

  @Test
  void write_secrets_areForTheOwnerAlone() throws IOException {
    Files.writeString(path, "A=1\n");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));

    SettingsFile.read(path).with(Map.of("B", "2")).write();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(path);
    }
  }

  @Test
  void write_symbolicLink_staysOneAndItsTargetIsReplaced() throws IOException {
    Path target = Files.writeString(folder.resolve("elsewhere"), "A=1\n");
    Files.createSymbolicLink(path, target);

    SettingsFile.read(path).with(Map.of("A", "2")).write();

    assertThat(path).isSymbolicLink();
    assertThat(target).hasContent("A=2");
  }

  @Test
  void problems_twiceTheSameKey_namesBothLines() throws IOException {
    Files.writeString(path, "A=1\n#\nA=2\n");

    assertThat(SettingsFile.read(path).problems())
        .containsExactly(
            path
                + ", line 3: A stands in line 1 already. Keep one of the two lines, or"
                + " give it a value: ./sutra set KEY=VALUE.");
  }

  @Test
  void without_keysThatStandSeveralTimes_removesAllTheirLinesAndNoOther() throws IOException {
    Files.writeString(path, "A=1\nB=1\nC=1\nA=2\nB=2\\\n  more\nD=1\nA=3\n");

    SettingsFile.read(path).without(List.of("A", "B")).write();

    assertThat(path).hasContent("C=1\nD=1\n");
  }

  @Test
  void with_keysThatStandSeveralTimes_keepsOneLineOfEach() throws IOException {
    Files.writeString(path, "A=1\nB=1\nC=1\nA=2\nB=2\n");

    SettingsFile changed = SettingsFile.read(path).with(Map.of("A", "2", "B", "3"));

    assertThat(changed.problems()).isEmpty();
    changed.write();
    assertThat(path).hasContent("A=2\nB=3\nC=1\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"A=1\\", "A=1\\\n", "A=1\\\r\n", "A=1"})
  void with_lastLineThatGoesOnOrHasNoEnd_staysAsItIs(String text) throws IOException {
    Files.writeString(path, text);

    SettingsFile.read(path).with(Map.of("B", "2")).write();

    assertThat(SettingsFile.read(path).values()).isEqualTo(Map.of("A", "1", "B", "2"));
  }

  @Test
  void write_linesThatEndAsOnWindows_keepTheirEnds() throws IOException {
    Files.writeString(path, "A=1\r\n# why\r\nB=2\\\r\n 3\r\nC=3\r\n");

    SettingsFile.read(path).with(Map.of("A", "2", "D", "4")).without(List.of("C")).write();

    assertThat(Files.readString(path)).isEqualTo("A=2\r\n# why\r\nB=2\\\r\n 3\r\nD=4\r\n");
  }

  @Test
  void read_byteOrderMark_isNoPartOfTheFirstKey() throws IOException {
    Files.writeString(path, "\uFEFFA=1\n");

    SettingsFile file = SettingsFile.read(path);

    assertThat(file.values()).isEqualTo(Map.of("A", "1"));
    assertThat(file.problems()).isEmpty();
  }

  @Test
  void problems_badEscape_namesTheLineAndTheKeyAndNotTheValue() throws IOException {
    Files.writeString(path, "A=1\nB=hunter2\\u12x4\n");

    assertThat(SettingsFile.read(path).problems())
        .singleElement()
        .asString()
        .startsWith(path + ", line 2: the value of B has")
        .contains("Write \\\\ for a backslash")
        .doesNotContain("hunter2");
  }

  @Test
  void without_aKeyWithABadEscape_removesItsLine() throws IOException {
    Files.writeString(path, "A=1\nB=hunter2\\u12x4\n");

    SettingsFile file = SettingsFile.read(path);

    assertThat(file.mentions("B")).isTrue();
    file.without(List.of("B")).write();
    assertThat(path).hasContent("A=1\n");
  }

  @Test
  void read_lineThatIsNotUtf8_isAProblemAndTheOthersAreRead() throws IOException {
    Files.write(path, "A=\u00e9\nB=2\n".getBytes(StandardCharsets.ISO_8859_1));

    SettingsFile file = SettingsFile.read(path);

    assertThat(file.values()).isEqualTo(Map.of("B", "2"));
    assertThat(file.problems())
        .containsExactly(path + ", line 1: this is not text in UTF-8. Correct it with an editor.");
  }

  @Test
  void write_fileThatIsNotUtf8_isRefusedAndLeavesItAsItIs() throws IOException {
    byte[] bytes = "# \u00e9\nB=2\n".getBytes(StandardCharsets.ISO_8859_1);
    Files.write(path, bytes);
    SettingsFile changed = SettingsFile.read(path).with(Map.of("B", "3"));

    assertThatThrownBy(changed::write)
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("line 1: this is not text in UTF-8");
    assertThat(path).hasBinaryContent(bytes);
  }

  @Test
  void read_aFolder_isAProblemThatNamesItAndIsNotWritten() throws IOException {
    Files.createDirectory(path);

    SettingsFile file = SettingsFile.read(path);

    assertThat(file.values()).isEmpty();
    assertThat(file.problems()).singleElement().asString().contains(path.toString());
    assertThatThrownBy(file::write)
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("were not changed");
  }
}
