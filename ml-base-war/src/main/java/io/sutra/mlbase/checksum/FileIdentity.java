package io.sutra.mlbase.checksum;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a file system says of a file, without its content. Writing to the file or replacing it
 * changes this: the time of the last change cannot be set by a program.
 *
 * @param device and {@code inode} say which file it is, whatever its path
 * @param size bytes
 * @param changed when content or attributes changed last
 */
record FileIdentity(long device, long inode, long size, Instant modified, Instant changed) {

  /** Empty where the file system does not say. */
  static Optional<FileIdentity> of(Path file) throws IOException {
    try {
      Map<String, Object> attributes =
          Files.readAttributes(file, "unix:dev,ino,size,lastModifiedTime,ctime");
      return Optional.of(
          new FileIdentity(
              number(attributes, "dev"),
              number(attributes, "ino"),
              number(attributes, "size"),
              time(attributes, "lastModifiedTime"),
              time(attributes, "ctime")));
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static long number(Map<String, Object> attributes, String name) {
    return attributes.get(name) instanceof Number number ? number.longValue() : 0;
  }

  private static Instant time(Map<String, Object> attributes, String name) {
    return attributes.get(name) instanceof FileTime time ? time.toInstant() : Instant.MAX;
  }
}
