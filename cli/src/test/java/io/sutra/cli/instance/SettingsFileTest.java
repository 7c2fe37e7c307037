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
        .containsExactly(path + ", line 3: A stands in line 1 already. Keep one of the two lines.");
  }

  @Test
  void problems_badEscape_namesTheLine() throws IOException {
    Files.writeString(path, "A=1\nB=\\u12x4\n");

    assertThat(SettingsFile.read(path).problems())
        .singleElement()
        .asString()
        .startsWith(path + ", line 2: ");
  }

  @Test
  void read_noUtf8_isRefusedNamingTheFile() throws IOException {
    Files.write(path, "A=é\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> SettingsFile.read(path))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(path + " is not text in UTF-8");
  }

  @Test
  void read_aFolder_isRefusedNamingIt() throws IOException {
    Files.createDirectory(path);

    assertThatThrownBy(() -> SettingsFile.read(path))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(path.toString());
  }
}
