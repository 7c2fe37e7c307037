package io.sutra.embedding.keys;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * The keys of one reading of the file: one a line, as itself or as {@code sha256:} and the 64
 * hexadecimal digits of its SHA-256; blank lines and lines that begin with {@code #} are skipped.
 * Immutable.
 *
 * <p>A key that is presented is hashed and compared with all of them, whichever fits: how long that
 * takes says nothing about any key.
 */
final class ApiKeys {

  private static final String HASHED = "sha256:";
  private static final int HEX_DIGITS = 64;

  private final List<byte[]> hashes;

  private ApiKeys(List<byte[]> hashes) {
    this.hashes = List.copyOf(hashes);
  }

  /** The file has something in it that is no key; the message says where and never what. */
  static final class UnusableException extends Exception {

    private static final long serialVersionUID = 1L;

    UnusableException(String message) {
      super(message);
    }
  }

  /**
   * Reads the lines of a file.
   *
   * @throws UnusableException when a line is no key, or there is no key at all
   */
  static ApiKeys parse(List<String> lines) throws UnusableException {
    List<byte[]> hashes = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        hashes.add(hash(line, i + 1));
      }
    }
    if (hashes.isEmpty()) {
      throw new UnusableException("it has no key; allowed is one a line");
    }
    return new ApiKeys(hashes);
  }

  private static byte[] hash(String line, int number) throws UnusableException {
    if (line.startsWith(HASHED)) {
      String digits = line.substring(HASHED.length()).strip().toLowerCase(Locale.ROOT);
      if (digits.length() != HEX_DIGITS || !digits.chars().allMatch(HexFormat::isHexDigit)) {
        throw new UnusableException(
            "line "
                + number
                + " begins with sha256: and has no "
                + HEX_DIGITS
                + " hexadecimal digits after it");
      }
      return HexFormat.of().parseHex(digits);
    }
    if (!line.chars().allMatch(c -> c > ' ' && c <= '~')) {
      throw new UnusableException(
          "line " + number + " is no key; allowed are visible ASCII characters without blanks");
    }
    return sha256(line);
  }

  /** Whether {@code presented} is one of the keys. */
  boolean contains(String presented) {
    byte[] hash = sha256(presented);
    boolean found = false;
    for (byte[] known : hashes) {
      found |= MessageDigest.isEqual(known, hash);
    }
    return found;
  }

  int size() {
    return hashes.size();
  }

  private static byte[] sha256(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
