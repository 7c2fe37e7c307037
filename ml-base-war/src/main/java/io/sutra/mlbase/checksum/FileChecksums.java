package io.sutra.mlbase.checksum;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 of files, remembered from one start to the next: ml-base's JVM has no fast code for
 * SHA-256, and 270 MB of weights took it longer than all the rest of loading a model.
 *
 * <p>A remembered SHA-256 is given only for the same file (device and inode), of the same size and
 * with the same times, whose whole content still has the CRC-32C that was remembered with it, for
 * which every processor has an instruction. So a file that was replaced or written to is read with
 * SHA-256 again, and one that the disk damaged is found as before.
 *
 * <p>Records are small files named for device and inode. One that cannot be read or written costs
 * time only. Thread-safe, and safe between processes that share the folder.
 */
public final class FileChecksums {

  /** The name of the folder with the records in a folder that has others. */
  public static final String FOLDER = "checksums";

  /**
   * How long a file must have been left alone before it was read: file systems stamp changes with a
   * clock that moves in steps, so a change right after an earlier one may carry the same time.
   */
  private static final Duration SETTLED = Duration.ofMillis(100);

  private static final int MOST_RECORDS = 64;
  private static final int BUFFER_BYTES = 1 << 16;

  private final @Nullable Path folder;

  private FileChecksums(@Nullable Path folder) {
    this.folder = folder;
  }

  /**
   * Checksums that are remembered in {@code folder}.
   *
   * @param folder made when it is first needed; whoever can write there decides what is believed
   */
  public static FileChecksums rememberedIn(Path folder) {
    return new FileChecksums(folder);
  }

  /** Checksums that are computed each time. */
  public static FileChecksums alwaysComputed() {
    return new FileChecksums(null);
  }

  /** The SHA-256 of {@code file} in lower-case hexadecimal. */
  public String sha256(Path file) throws IOException {
    Path records = folder;
    Optional<FileIdentity> identity = records == null ? Optional.empty() : FileIdentity.of(file);
    if (records == null || identity.isEmpty()) {
      return read(file, List.of());
    }
    Path record = records.resolve(identity.get().device() + "-" + identity.get().inode());
    Optional<Remembered> remembered = Remembered.read(record, identity.get());
    if (remembered.isPresent() && crc32c(file) == remembered.get().crc32c()) {
      return remembered.get().sha256();
    }
    Instant start = Instant.now();
    var crc32c = new CRC32C();
    String sha256 = read(file, List.of(crc32c));
    boolean unchanged = FileIdentity.of(file).equals(identity);
    if (unchanged && identity.get().changed().plus(SETTLED).isBefore(start)) {
      new Remembered(crc32c.getValue(), sha256).write(record, identity.get());
      forgetOldest(records);
    }
    return sha256;
  }

  private static long crc32c(Path file) throws IOException {
    var checksum = new CRC32C();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        checksum.update(buffer, 0, read);
      }
    }
    return checksum.getValue();
  }

  /** The SHA-256; {@code others} get every byte too. */
  private static String read(Path file, List<Checksum> others) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
        for (Checksum other : others) {
          other.update(buffer, 0, read);
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Inode numbers change when models come and go, and nobody else takes records away. */
  private static void forgetOldest(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      Map<Path, FileTime> times =
          files.collect(Collectors.toMap(file -> file, FileChecksums::lastModified));
      List<Path> oldestFirst =
          times.keySet().stream().sorted(Comparator.comparing(times::get)).toList();
      for (Path file : oldestFirst.subList(0, Math.max(0, oldestFirst.size() - MOST_RECORDS))) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // Another process may be doing the same; too many records do no harm.
    }
  }

  private static FileTime lastModified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }

  /** What is remembered of a file. */
  private record Remembered(long crc32c, String sha256) {

    private static final int WORDS = 5;

    /** Empty when there is no record, or one of a file that has changed since. */
    static Optional<Remembered> read(Path record, FileIdentity identity) {
      try {
        String[] words = Files.readString(record, StandardCharsets.US_ASCII).strip().split(" ", -1);
        return words.length == WORDS
                && String.join(" ", List.of(words).subList(0, 3)).equals(attributes(identity))
            ? Optional.of(new Remembered(Long.parseLong(words[3], 16), words[4]))
            : Optional.empty();
      } catch (IOException | NumberFormatException e) {
        return Optional.empty();
      }
    }

    /** Complete or not at all. */
    void write(Path record, FileIdentity identity) {
      try {
        Files.createDirectories(record.toAbsolutePath().getParent());
        Path part = Files.createTempFile(record.toAbsolutePath().getParent(), "part", ".tmp");
        try {
          Files.writeString(
              part, attributes(identity) + " " + Long.toHexString(crc32c) + " " + sha256 + "\n");
          Files.move(part, record, StandardCopyOption.ATOMIC_MOVE);
        } finally {
          Files.deleteIfExists(part);
        }
      } catch (IOException e) {
        // The next start computes it again.
      }
    }

    private static String attributes(FileIdentity identity) {
      return identity.size() + " " + identity.modified() + " " + identity.changed();
    }
  }
}
