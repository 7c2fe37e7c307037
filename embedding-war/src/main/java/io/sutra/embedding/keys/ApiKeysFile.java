package io.sutra.embedding.keys;

import io.sutra.settings.SettingsException;
import io.sutra.web.server.BackgroundFailures;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The file with the API keys. It must be usable at the start; when it changes later it is read
 * again within a second, and a change that cannot be used leaves the keys as they were.
 * Thread-safe.
 */
public final class ApiKeysFile implements AutoCloseable {

  /** The variable that names the file. */
  public static final String KEY = "SUTRA_API_KEYS_FILE";

  private static final Logger LOG = Logger.getLogger(ApiKeysFile.class.getName());
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final Path file;
  private final BackgroundFailures failures =
      new BackgroundFailures("api-keys-watch", "The keys stay as they were.");
  private volatile ApiKeys keys;
  private Version version;
  private @Nullable Thread watching;

  /** What tells one content of a file from the next without reading it. */
  private record Version(FileTime changed, long bytes, @Nullable Object file) {

    private static final Version GONE = new Version(FileTime.fromMillis(0), -1, null);

    static Version of(Path file) {
      try {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new Version(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
      } catch (IOException e) {
        return GONE;
      }
    }
  }

  /**
   * Reads {@code file}.
   *
   * @throws SettingsException when it cannot be used; the message says why and has no key
   */
  public ApiKeysFile(Path file) {
    this.file = file.toAbsolutePath();
    this.version = Version.of(this.file);
    try {
      this.keys = read();
    } catch (ApiKeys.UnusableException e) {
      throw new SettingsException(
          List.of(
              KEY
                  + " is '"
                  + file
                  + "', which cannot be used: "
                  + e.getMessage()
                  + ". Allowed is a file with one key a line, as itself or as sha256: and the 64"
                  + " hexadecimal digits of its SHA-256; lines that begin with # are skipped."));
    }
  }

  private ApiKeys read() throws ApiKeys.UnusableException {
    try {
      return ApiKeys.parse(Files.readAllLines(file));
    } catch (NoSuchFileException e) {
      throw new ApiKeys.UnusableException("there is no such file");
    } catch (CharacterCodingException e) {
      throw new ApiKeys.UnusableException("it is not UTF-8");
    } catch (IOException e) {
      throw new ApiKeys.UnusableException("it cannot be read (" + e.getClass().getName() + ")");
    }
  }

  /** What its thread did not expect. */
  public BackgroundFailures failures() {
    return failures;
  }

  /** Begins to look whether the file changes. */
  public synchronized void start() {
    LOG.log(Level.INFO, "{0} API keys from {1}", new Object[] {keys.size(), file});
    watching = Thread.ofVirtual().name("api-keys-watch").start(this::watch);
  }

  private void watch() {
    try {
      while (true) {
        TimeUnit.NANOSECONDS.sleep(BETWEEN_LOOKS.toNanos());
        failures.guard(this::readIfChanged);
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  /** Reads the file again if it is another than before. */
  synchronized void readIfChanged() {
    // Looked at before it is read: a change in between is seen the next time.
    Version now = Version.of(file);
    if (now.equals(version)) {
      return;
    }
    version = now;
    try {
      keys = read();
      LOG.log(
          Level.INFO, "{0} API keys from {1}, which has changed", new Object[] {keys.size(), file});
    } catch (ApiKeys.UnusableException e) {
      LOG.log(
          Level.WARNING,
          "{0} has changed and cannot be used: {1}. The keys stay as they were.",
          new Object[] {file, e.getMessage()});
    }
  }

  /** Whether the value of an {@code Authorization} header has one of the keys. */
  boolean allows(@Nullable String authorization) {
    return bearer(authorization).map(keys::contains).orElse(false);
  }

  /** The token of {@code Bearer <token>}; the scheme's case does not matter (RFC 9110, 11.1). */
  private static Optional<String> bearer(@Nullable String authorization) {
    String scheme = "Bearer ";
    return authorization != null && authorization.regionMatches(true, 0, scheme, 0, scheme.length())
        ? Optional.of(authorization.substring(scheme.length()).strip())
        : Optional.empty();
  }

  @Override
  public synchronized void close() {
    if (watching != null) {
      watching.interrupt();
    }
  }
}
