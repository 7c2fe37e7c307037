package io.sutra.cli.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a server's {@code /health/ready}. */
final class Readiness {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** The reason that a failed service gives in its health report, which is JSON. */
  private static final Pattern REASON =
      Pattern.compile("\"reason\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");

  private final URI uri;

  Readiness(String url) {
    uri = URI.create(url + "/health/ready");
  }

  /**
   * One answer.
   *
   * @param answered whether there was any
   * @param ready whether the server serves
   * @param failure why it never will, if it says so
   */
  record Answer(boolean answered, boolean ready, Optional<String> failure) {

    static final Answer NONE = new Answer(false, false, Optional.empty());
    static final Answer READY = new Answer(true, true, Optional.empty());
  }

  /**
   * Asks once; a server that does not answer is not ready. This is asked ten times a second while
   * servers start, so it has no client with threads of its own.
   */
  Answer ask() {
    HttpURLConnection connection = null;
    try {
      connection = (HttpURLConnection) uri.toURL().openConnection();
      connection.setConnectTimeout((int) TIMEOUT.toMillis());
      connection.setReadTimeout((int) TIMEOUT.toMillis());
      int status = connection.getResponseCode();
      Matcher reason = REASON.matcher(body(connection));
      return new Answer(
          true,
          status == HttpURLConnection.HTTP_OK,
          reason.find() ? Optional.of(reason.group(1)) : Optional.empty());
    } catch (IOException e) {
      return Answer.NONE;
    } finally {
      if (connection != null) {
        connection.disconnect();
      }
    }
  }

  private static String body(HttpURLConnection connection) throws IOException {
    try (InputStream body =
        connection.getErrorStream() == null
            ? connection.getInputStream()
            : connection.getErrorStream()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
