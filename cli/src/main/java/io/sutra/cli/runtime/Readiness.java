package io.sutra.cli.runtime;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
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

  /** Asks once; a server that does not answer is not ready. */
  Answer ask() throws InterruptedException {
    try {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(uri).timeout(TIMEOUT).build(),
              HttpResponse.BodyHandlers.ofString());
      Matcher reason = REASON.matcher(response.body());
      return new Answer(
          true,
          response.statusCode() == 200,
          reason.find() ? Optional.of(reason.group(1)) : Optional.empty());
    } catch (IOException e) {
      return Answer.NONE;
    }
  }
}
