package io.sutra.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.it.SutraInstance.Result;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code ./sutra up} refuses before it builds or starts anything. */
class StartChecksIT {

  @TempDir private Path home;
  private SutraInstance sutra;

  @BeforeEach
  void choosePorts() {
    sutra = new SutraInstance(home);
  }

  @AfterEach
  void nothingRuns() {
    assertThat(sutra.processes()).isEmpty();
  }

  private String refusal(Map<String, String> environment) throws Exception {
    Result up = sutra.sutra(environment, "up");
    assertThat(up.exit()).as(up.output()).isEqualTo(1);
    assertThat(up.output()).doesNotContain("Building", "Starting", "\tat ");
    return up.output();
  }

  @ParameterizedTest
  @CsvSource({
    "*, 127.0.0.1",
    "*, 127.0.0.7",
    "127.0.0.1, 127.0.0.1",
    "127.0.0.1, 0.0.0.0",
    "::1, ::1",
    "localhost, 127.0.0.1"
  })
  void up_portTakenAtAnyAddress_namesPortServerSettingAndWhoHasIt(String ours, String theirs)
      throws Exception {
    try (var other = new ServerSocket(sutra.embeddingPort(), 1, InetAddress.getByName(theirs))) {
      assertThat(refusal(Map.of("SUTRA_LISTEN_HOST", ours)))
          .contains(
              "Port " + other.getLocalPort(),
              "embedding",
              "EMBEDDING_PORT=",
              "process " + ProcessHandle.current().pid());
    }
  }

  @Test
  void up_twoServersWithOnePort_namesBothSettings() throws Exception {
    assertThat(refusal(Map.of("ML_BASE_PORT", Integer.toString(sutra.embeddingPort()))))
        .contains("EMBEDDING_PORT", "ML_BASE_PORT", Integer.toString(sutra.embeddingPort()));
  }

  @Test
  void up_addressOfAnotherMachine_namesTheSetting() throws Exception {
    assertThat(refusal(Map.of("SUTRA_LISTEN_HOST", "192.0.2.1")))
        .contains("SUTRA_LISTEN_HOST is '192.0.2.1'", "not one of this machine");
  }

  @Test
  void up_moreEntriesThanMemory_saysWhatToLower() throws Exception {
    assertThat(refusal(Map.of("SUTRA_CACHE_CAPACITY", "100000000")))
        .contains("memory", "SUTRA_CACHE_CAPACITY");
  }

  @Test
  void up_folderOfTheCacheIsAFile_namesIt() throws Exception {
    Path file = Files.writeString(home.resolve("file"), "");
    assertThat(refusal(Map.of("SUTRA_CACHE_DIR", file.toString())))
        .contains("SUTRA_CACHE_DIR", file.toString());
  }

  @Test
  void up_severalMistakesInTheShell_areAllSaid() throws Exception {
    assertThat(refusal(Map.of("SUTRA_REQUEST_TIMEOUT", "soon", "EMBEDDING_PORT", "x")))
        .contains("SUTRA_REQUEST_TIMEOUT is 'soon'; allowed is", "EMBEDDING_PORT is 'x'");
    assertThat(home.resolve("sutra.properties")).doesNotExist();
  }

  @Test
  void up_homeIsAFile_saysSo() throws Exception {
    Path file = Files.writeString(home.resolve("file"), "");
    assertThat(refusal(Map.of("SUTRA_HOME", file.toString())))
        .contains("SUTRA_HOME is '" + file + "'", "not a folder");
  }

  @Test
  void status_folderWithLettersBeyondAsciiInAnAsciiLocale_works() throws Exception {
    Path folder = Files.createDirectories(home.resolve("Größe und 漢字"));

    Result status =
        sutra.run(
            List.of(
                "bash",
                "-c",
                "cd \"$1\"/Gr* && SUTRA_HOME=. LC_ALL=C \"$2\" set MATRYOSHKA_DIM=128",
                "test",
                home.toString(),
                SutraInstance.ROOT.resolve("sutra").toString()),
            Map.of());

    assertThat(status.exit()).as(status.output()).isZero();
    assertThat(folder.resolve("sutra.properties")).content().contains("MATRYOSHKA_DIM=128");
  }
}
