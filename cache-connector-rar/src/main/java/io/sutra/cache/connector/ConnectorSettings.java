package io.sutra.cache.connector;

import io.sutra.cache.client.ClientSettings;
import io.sutra.cache.client.TrustedCertificates;
import io.sutra.settings.CacheSettings;
import io.sutra.settings.Component;
import io.sutra.settings.Setting;
import jakarta.resource.spi.InvalidPropertyException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * The properties of a managed connection factory, as they were configured.
 *
 * @param host the shard's name or address
 * @param port 1 to 65535
 * @param token the secret; empty when there is none or it is in a file
 * @param tokenFile a text file with the secret, read at each new connection; empty for none
 * @param clientName for the shard's logs, at most 255 bytes
 * @param connectTimeout a time such as {@code 500ms}; milliseconds without a unit
 * @param requestTimeout a time such as {@code 2s}; milliseconds without a unit
 * @param tls whether the connection is encrypted
 * @param tlsCertificates a PEM file with the certificates to trust; empty for those of the JVM
 */
record ConnectorSettings(
    String host,
    int port,
    String token,
    String tokenFile,
    String clientName,
    String connectTimeout,
    String requestTimeout,
    boolean tls,
    String tlsCertificates)
    implements Serializable {

  private static final int LONGEST_NAME = 255;
  private static final int LONGEST_TOKEN = 3072;

  /** What holds when nothing is configured: the defaults of the table of settings. */
  static final ConnectorSettings DEFAULT =
      new ConnectorSettings(
          fallback(CacheSettings.HOST),
          Integer.parseInt(fallback(CacheSettings.PORT)),
          "",
          "",
          "sutra",
          fallback(CacheSettings.CONNECT_TIMEOUT),
          fallback(CacheSettings.CALL_TIMEOUT),
          Boolean.parseBoolean(fallback(CacheSettings.TLS)),
          "");

  private static String fallback(Setting<?> setting) {
    return setting.defaultText(Component.EMBEDDING).orElseThrow();
  }

  /**
   * Checks everything and reads the files.
   *
   * @throws InvalidPropertyException with every problem at once; the token is in no message
   */
  ClientSettings check() throws InvalidPropertyException {
    List<String> problems = new ArrayList<>();
    if (host.isBlank()) {
      problems.add("host is empty; allowed: a name or an address");
    }
    checkRange(problems, "port", port, 0xFFFF);
    Duration connecting =
        timeout(problems, "connectTimeout", connectTimeout, CacheSettings.CONNECT_TIMEOUT);
    Duration calling =
        timeout(problems, "requestTimeout", requestTimeout, CacheSettings.CALL_TIMEOUT);
    if (bytes(clientName) > LONGEST_NAME) {
      problems.add("clientName is too long; allowed: at most " + LONGEST_NAME + " bytes");
    }
    String secret = readToken(problems);
    if (bytes(secret) > LONGEST_TOKEN) {
      problems.add("token is too long; allowed: at most " + LONGEST_TOKEN + " bytes");
    }
    Optional<SSLContext> context = readCertificates(problems);
    if (!problems.isEmpty()) {
      throw new InvalidPropertyException(
          "the cache connector cannot be used: " + String.join("; ", problems));
    }
    return new ClientSettings(host.strip(), port, clientName, secret, connecting, calling, context);
  }

  private static Duration timeout(
      List<String> problems, String name, String text, Setting<Duration> setting) {
    return setting
        .type()
        .parse(text.strip())
        .orElseGet(
            () -> {
              problems.add(name + " is " + text + "; allowed: " + setting.type().allowed());
              return Duration.ZERO;
            });
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static void checkRange(List<String> problems, String name, int value, int most) {
    if (value < 1 || value > most) {
      problems.add(name + " is " + value + "; allowed: 1 to " + most);
    }
  }

  private String readToken(List<String> problems) {
    if (tokenFile.isBlank()) {
      return token.strip();
    }
    if (!token.isEmpty()) {
      problems.add("token and tokenFile are both set; allowed: one of them");
      return "";
    }
    try {
      return Files.readString(Path.of(tokenFile)).strip();
    } catch (IOException | InvalidPathException e) {
      problems.add("tokenFile is \"" + tokenFile + "\"; allowed: a text file that can be read");
      return "";
    }
  }

  private Optional<SSLContext> readCertificates(List<String> problems) {
    if (!tls) {
      if (!tlsCertificates.isBlank()) {
        problems.add("tlsCertificates is set, but tls is false; set tls to true");
      }
      return Optional.empty();
    }
    try {
      return Optional.of(
          tlsCertificates.isBlank()
              ? SSLContext.getDefault()
              : TrustedCertificates.read(Path.of(tlsCertificates)));
    } catch (IOException | InvalidPathException e) {
      problems.add(
          "tlsCertificates is \""
              + tlsCertificates
              + "\"; allowed: a PEM file of certificates ("
              + e.getMessage()
              + ")");
    } catch (NoSuchAlgorithmException e) {
      problems.add("tls is true, but this JVM has no default TLS context: " + e.getMessage());
    }
    return Optional.empty();
  }

  /** Without the token, which stays out of every log. */
  @Override
  public String toString() {
    return host + ":" + port + (tls ? " (TLS)" : "");
  }
}
