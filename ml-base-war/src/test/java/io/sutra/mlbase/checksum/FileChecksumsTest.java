package io.sutra.mlbase.checksum;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileChecksumsTest {

  /** Of "abc", from FIPS 180-2. */
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  private static final String OF_ANOTHER = "0".repeat(64);

  @TempDir private Path directory;

  private Path file;
  private Path records;

  @BeforeEach
  void writeFile() throws IOException {
    file = Files.writeString(directory.resolve("weights"), "abc");
    records = directory.resolve("records");
  }

  private String sha256() throws IOException {
    return FileChecksums.rememberedIn(records).sha256(file);
  }

  private List<Path> recorded() throws IOException {
    if (!Files.exists(records)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(records)) {
      return files.toList();
    }
  }

  /** Asks until the file has been left alone long enough to be remembered. */
  private Path remember() throws IOException {
    Instant deadline = Instant.now().plusSeconds(30);
    while (recorded().isEmpty() && Instant.now().isBefore(deadline)) {
      assertThat(sha256()).isEqualTo(ABC);
    }
    assertThat(recorded()).hasSize(1);
    return recorded().getFirst();
  }

  /** Puts another SHA-256 into the record, by which it can be told whether it is used. */
  private void falsify(Path record) throws IOException {
    Files.writeString(record, Files.readString(record).replace(ABC, OF_ANOTHER));
  }

  @Test
  void alwaysComputed_isOfTheContent() throws IOException {
    assertThat(FileChecksums.alwaysComputed().sha256(file)).isEqualTo(ABC);
  }

  @Test
  void sha256_ofAFileLeftAlone_isRemembered() throws IOException {
    falsify(remember());

    assertThat(sha256()).isEqualTo(OF_ANOTHER);
  }

  @Test
  void sha256_ofAFileJustWritten_isNotRemembered() throws IOException {
    Files.setLastModifiedTime(file, FileTime.fromMillis(0));

    sha256();

    assertThat(recorded()).isEmpty();
  }

  @Test
  void sha256_afterAChangeOfSize_isComputed() throws IOException {
    falsify(remember());
    Files.writeString(file, "abcd");

    assertThat(sha256())
        .isEqualTo("88d4266fd4e6338d13b845fcf289579d209c897823b9217da3e161936f031589");
  }

  @Test
  void sha256_afterARewriteWithTheSameSizeAndTime_isComputed() throws IOException {
    falsify(remember());
    var time = Files.getLastModifiedTime(file);
    Files.writeString(file, "abc");
    Files.setLastModifiedTime(file, time);

    assertThat(sha256()).isEqualTo(ABC);
  }

  @Test
  void sha256_ofAnotherFileInItsPlace_isComputed() throws IOException {
    falsify(remember());
    Files.move(
        Files.writeString(directory.resolve("other"), "abc"),
        file,
        StandardCopyOption.REPLACE_EXISTING);

    assertThat(sha256()).isEqualTo(ABC);
  }

  @Test
  void sha256_ofContentThatWasDamaged_isComputed() throws IOException {
    Path record = remember();
    try (var damaged = new RandomAccessFile(file.toFile(), "rw")) {
      damaged.write('X');
    }
    // As a disk damages a file: its attributes do not tell.
    String[] words = Files.readString(record).strip().split(" ", -1);
    FileIdentity now = FileIdentity.of(file).orElseThrow();
    Files.writeString(
        record,
        String.join(
            " ",
            Long.toString(now.size()),
            now.modified().toString(),
            now.changed().toString(),
            words[3],
            words[4]));

    assertThat(sha256()).isEqualTo(FileChecksums.alwaysComputed().sha256(file)).isNotEqualTo(ABC);
  }

  @Test
  void sha256_withARecordThatIsNone_isComputed() throws IOException {
    Files.writeString(remember(), "3 nonsense");

    assertThat(sha256()).isEqualTo(ABC);
  }

  @Test
  void sha256_withARecordThatCannotBeWritten_isComputed() throws IOException {
    Files.writeString(records, "a file where the folder should be");

    assertThat(sha256()).isEqualTo(ABC);
  }
}
