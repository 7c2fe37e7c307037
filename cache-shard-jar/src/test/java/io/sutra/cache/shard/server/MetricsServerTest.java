package io.sutra.cache.shard.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The metrics' HTTP, from those who speak it and from others. */
@Timeout(60)
class MetricsServerTest {

  private final HttpClient http = HttpClient.newHttpClient();
  private int port;

  private ServerFixture start() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    return new ServerFixture(Map.of("SUTRA_CACHE_METRICS_PORT", Integer.toString(port)));
  }

  private HttpResponse<String> get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void halfARequest_holdsNobodyUp() throws Exception {
    List<Socket> halves = new ArrayList<>();
    try (ServerFixture fixture = start()) {
      for (int i = 0; i < 70; i++) {
        Socket half = new Socket(InetAddress.getLoopbackAddress(), port);
        halves.add(half);
        half.getOutputStream().write("GET /metr".getBytes(StandardCharsets.US_ASCII));
      }
      assertThat(get("/metrics").body()).contains("sutra_cache_entries 0.0\n");
      assertThat(fixture.engine().failed()).isFalse();
      // The first ones had to give way.
      halves.get(0).setSoTimeout(20_000);
      assertThat(halves.get(0).getInputStream().read()).isNegative();
    } finally {
      for (Socket half : halves) {
        half.close();
      }
    }
  }

  @Test
  void otherRequests_areRefusedInHttp() throws Exception {
    try (ServerFixture fixture = start()) {
      assertThat(get("/").statusCode()).isEqualTo(404);
      assertThat(get("/metricsx").statusCode()).isEqualTo(404);
      assertThat(get("/metrics?name=sutra_cache_entries").statusCode()).isEqualTo(200);
      HttpRequest post =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
              .POST(HttpRequest.BodyPublishers.ofString("x"))
              .build();
      assertThat(http.send(post, HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(405);
      assertThat(fixture.engine().failed()).isFalse();
    }
  }

  @Test
  void openMetrics_isSpokenToThoseWhoAskForIt() throws Exception {
    try (ServerFixture fixture = start()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
              .header("Accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5")
              .build();
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(response.headers().firstValue("Content-Type"))
          .hasValueSatisfying(type -> assertThat(type).startsWith("application/openmetrics-text"));
      assertThat(response.body()).endsWith("# EOF\n");
      assertThat(fixture.engine().failed()).isFalse();
    }
  }
}
