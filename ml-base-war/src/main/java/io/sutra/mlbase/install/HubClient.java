package io.sutra.mlbase.install;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/**
 * The Hugging Face hub, or a mirror of it, over HTTP: {@code BASE/OWNER/NAME/resolve/REVISION/PATH}
 * states a large file's SHA-256 ({@code X-Linked-ETag}) and size ({@code X-Linked-Size}) and the
 * repository's commit ({@code X-Repo-Commit}), and redirects to where its bytes are.
 */
final class HubClient {

  private static final int MOST_REDIRECTS = 5;

  /** Attempts in a row that brought nothing before a download is given up. */
  private static final int MOST_IDLE_ATTEMPTS = 4;

  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

  private final HttpClient http =
      HttpClient.newBuilder()
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final String base;
  private final Duration pause;

  /**
   * A client of one hub.
   *
   * @param base its URL
   * @param pause between an attempt that failed and the next one
   */
  HubClient(URI base, Duration pause) {
    this.base = base.toString().replaceAll("/+$", "");
    this.pause = pause;
  }

  /**
   * Asks about a file.
   *
   * @throws InstallException when the hub has no such file, wants an account, or does not answer
   */
  HubFile look(String repository, String revision, String path) throws InstallException {
    URI location = URI.create(base + "/" + repository + "/resolve/" + revision + "/" + path);
    Optional<String> checksum = Optional.empty();
    OptionalLong size = OptionalLong.empty();
    Optional<String> commit = Optional.empty();
    for (int redirect = 0; redirect <= MOST_REDIRECTS; redirect++) {
      HttpResponse<Void> answer =
          send(
              HttpRequest.newBuilder(location).timeout(ANSWER_TIMEOUT).HEAD().build(),
              HttpResponse.BodyHandlers.discarding());
      var headers = answer.headers();
      checksum = checksum.or(() -> headers.firstValue("X-Linked-ETag").flatMap(HubClient::sha256));
      commit = commit.or(() -> headers.firstValue("X-Repo-Commit"));
      if (size.isEmpty()) {
        size = headers.firstValueAsLong("X-Linked-Size");
      }
      if (answer.statusCode() == 200) {
        return new HubFile(
            location,
            checksum,
            size.isPresent() ? size : headers.firstValueAsLong("Content-Length"),
            commit);
      }
      location = target(answer, location);
    }
    throw new InstallException(base + " redirects " + repository + " in circles.");
  }

  private URI target(HttpResponse<?> answer, URI from) throws InstallException {
    int status = answer.statusCode();
    Optional<String> location = answer.headers().firstValue("Location");
    if (status >= 300 && status < 400 && location.isPresent()) {
      URI target = from.resolve(location.get());
      if (from.getScheme().equals("https") && !"https".equals(target.getScheme())) {
        throw new InstallException(from + " redirects to " + target + ", which is not encrypted.");
      }
      return target;
    }
    if (status == 401 || status == 403) {
      throw new InstallException(
          from
              + " is refused ("
              + status
              + "): this model's terms have to be accepted on its page. Do so, fetch its files"
              + " there, and use ./sutra model add.");
    }
    if (status == 404) {
      throw new InstallException(from + " does not exist. SUTRA_HUB_URL must be a hub's URL.");
    }
    throw new InstallException(from + " is a " + status + ". Try again later.");
  }

  /** The tag is the SHA-256 of a file in large-file storage; of others it is something else. */
  private static Optional<String> sha256(String tag) {
    String plain = tag.replace("W/", "").replace("\"", "").toLowerCase(Locale.ROOT);
    return plain.matches("[0-9a-f]{64}") ? Optional.of(plain) : Optional.empty();
  }

  /**
   * Fetches a file into {@code target}, from where an earlier attempt left off.
   *
   * @param received is told how many bytes are there
   * @throws InstallException when it cannot be fetched; what came stays for the next time
   */
  void fetch(HubFile file, Path target, LongConsumer received) throws InstallException {
    int idle = 0;
    while (true) {
      long before = size(target);
      if (file.size().isPresent() && before == file.size().getAsLong()) {
        return;
      }
      try {
        attempt(file, target, before, received);
        if (file.size().isEmpty()) {
          return;
        }
      } catch (IOException e) {
        idle = size(target) > before ? 0 : idle + 1;
        if (idle >= MOST_IDLE_ATTEMPTS) {
          throw new InstallException(
              "The download of "
                  + target.getFileName()
                  + " broke off ("
                  + e.getMessage()
                  + "). The same command goes on where it stopped.",
              e);
        }
        sleep();
      }
    }
  }

  private void attempt(HubFile file, Path target, long from, LongConsumer received)
      throws IOException, InstallException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(file.location()).timeout(ANSWER_TIMEOUT).GET();
    if (from > 0) {
      request.header("Range", "bytes=" + from + "-");
    }
    try (var writer = new PartWriter(target, from, file.size(), received)) {
      HttpResponse<Void> answer = http.send(request.build(), writer);
      if (!writer.hasWritten()) {
        // A part that does not fit what is there now, or that the server will not go on with.
        if (answer.statusCode() == 206 || answer.statusCode() == 416) {
          Files.deleteIfExists(target);
        }
        throw new IOException("the answer is a " + answer.statusCode());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InstallException("Interrupted.", e);
    }
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body)
      throws InstallException {
    for (int attempt = 1; ; attempt++) {
      try {
        return http.send(request, body);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InstallException("Interrupted.", e);
      } catch (IOException e) {
        if (attempt >= MOST_IDLE_ATTEMPTS) {
          throw new InstallException(
              base
                  + " cannot be reached ("
                  + e
                  + "). Set SUTRA_HUB_URL to a mirror, or use ./sutra model add.",
              e);
        }
        sleep();
      }
    }
  }

  private static long size(Path file) throws InstallException {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      throw new InstallException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private void sleep() throws InstallException {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InstallException("Interrupted.", e);
    }
  }
}
