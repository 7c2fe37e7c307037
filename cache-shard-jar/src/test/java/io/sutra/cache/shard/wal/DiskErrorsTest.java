package io.sutra.cache.shard.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiskErrorsTest {

  private final SimulatedDisk disk = new SimulatedDisk();
  private final DiskErrors errors = new DiskErrors(disk);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "No space left on device",
        "Auf dem Gerät ist kein Speicherplatz mehr verfügbar",
        "Aygıt üzerinde boş yer yok",
        "Aucun espace disponible sur le périphérique",
        "デバイスに空き領域がありません",
        "Disk quota exceeded",
        "Der zugewiesene Plattenplatz (Quota) ist überschritten",
        "Disk kotası aşıldı",
        "Quota exceeded"
      })
  void fullDiskAndQuota_areLacksOfSpaceInEveryLanguage(String text) {
    assertThat(errors.ofWrite(new IOException(text), 10)).isInstanceOf(NoSpaceException.class);
    assertThat(errors.ofWrite(new FileSystemException("/data/x", null, text), 10))
        .isInstanceOf(NoSpaceException.class)
        .hasMessage("/data/x: " + text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Too many open files",
        "Zu viele offene Dateien",
        "Çok fazla açık dosya var",
        "Zu viele offene Dateien im System",
        "No file descriptors available"
      })
  void noHandleLeft_isALackInEveryLanguage(String text) {
    assertThat(errors.ofOpen(new FileSystemException("/data/x", null, text)))
        .isInstanceOf(NoSpaceException.class);
  }

  @Test
  void unknownLanguage_isToldByTheRoomAndByWhetherFilesCanBeOpened() {
    IOException unknown = new IOException("qonqDaq logh tu'be'lu'");
    assertThat(errors.ofWrite(unknown, 10)).isSameAs(unknown);
    assertThat(errors.ofOpen(unknown)).isSameAs(unknown);
    disk.says(4096, true);
    assertThat(errors.ofWrite(unknown, 10)).isInstanceOf(NoSpaceException.class);
    disk.says(Long.MAX_VALUE, false);
    assertThat(errors.ofWrite(unknown, 10)).isSameAs(unknown);
    assertThat(errors.ofOpen(unknown)).isInstanceOf(NoSpaceException.class);
  }

  @Test
  void errorsWithAnotherExplanation_areTheDisksAlsoWhenItIsFull() {
    disk.says(0, false);
    for (IOException error :
        new IOException[] {
          new AccessDeniedException("/data/x"),
          new NoSuchFileException("/data/x"),
          new ClosedChannelException(),
          new LogFailedException(new IOException("Input/output error"))
        }) {
      assertThat(errors.ofWrite(error, 10)).isSameAs(error);
      assertThat(errors.ofOpen(error)).isSameAs(error);
    }
  }

  @Test
  void removedFolder_isNoLackOfSpace() {
    disk.says(0, true).removeFolder();
    IOException error = new IOException("Stale file handle");
    assertThat(errors.ofWrite(error, 10)).isSameAs(error);
  }

  @Test
  void inputOutputError_isTheDisks() {
    for (String text : new String[] {"Input/output error", "Eingabe-/Ausgabefehler"}) {
      IOException error = new IOException(text);
      assertThat(errors.ofWrite(error, 10)).isSameAs(error);
      assertThat(errors.ofOpen(error)).isSameAs(error);
    }
  }
}
