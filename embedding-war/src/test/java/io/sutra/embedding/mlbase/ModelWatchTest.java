package io.sutra.embedding.mlbase;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.sutra.embedding.service.ModelProfile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ModelWatchTest {

  /** The JSON reader refuses it with an exception that is no {@code JsonException}. */
  private static final byte[] TOO_DEEP =
      ("{\"models\": " + "[".repeat(5_000) + "]".repeat(5_000) + "}")
          .getBytes(StandardCharsets.UTF_8);

  private static final ModelProfile MODEL =
      new ModelProfile("m", "0".repeat(64), 512, 30_522, List.of(384), "", "", Optional.empty());

  @TempDir private Path folder = Path.of("set by JUnit");

  @Test
  void watch_afterAnAnswerThatFailedUnexpectedly_asksAgain() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var asked = new AtomicInteger();
    server.createContext(
        "/info",
        exchange -> {
          byte[] body = asked.getAndIncrement() == 0 ? TOO_DEEP : ProfileJson.write(List.of(MODEL));
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    try (var client = new MlBaseClient(base);
        var profiles = new ModelProfiles(client, folder)) {
      profiles.start();
      while (profiles.all().isEmpty() && !Thread.currentThread().isInterrupted()) {
        Thread.onSpinWait();
      }

      assertThat(profiles.all()).containsExactly(MODEL);
      assertThat(profiles.failures().count()).isEqualTo(1);
    } finally {
      server.stop(0);
    }
  }
}
