package io.sutra.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A server that a test runs as a child process.
 *
 * @param process the script that was started, or the server that took its place
 * @param log everything that it says
 */
public record StartedServer(Process process, Path log) {

  /** A server does not take so long for one answer; the next question may get one. */
  private static final Duration ONE_ANSWER = Duration.ofSeconds(10);

  private static final int LAST_LINES = 40;

  /** Waits until {@code path} gives a 200; where none comes, says what the server did instead. */
  public void awaitOk(HttpProbe http, String path) throws Exception {
    var last = new String[] {"nothing"};
    try {
      Waiting.until(
          () -> {
            if (!process.isAlive()) {
              throw new IllegalStateException("it ended with " + process.exitValue());
            }
            try {
              HttpProbe.Answer answer = http.get(path, ONE_ANSWER);
              last[0] = answer.status() + " " + answer.body();
              return answer.status() == 200;
            } catch (UncheckedIOException e) {
              last[0] = e.toString();
              return false;
            }
          });
    } catch (AssertionError | IllegalStateException e) {
      throw new AssertionError(
          "%s: %s; its last answer: %s; its last words:%n%s"
              .formatted(path, e.getMessage(), last[0], lastWords()),
          e);
    }
  }

  private String lastWords() throws IOException {
    List<String> lines = Files.readString(log, StandardCharsets.ISO_8859_1).lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }
}
