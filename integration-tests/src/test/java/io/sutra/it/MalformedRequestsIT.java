package io.sutra.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What no client of HTTP would send: every body against every route of the embedding service, and
 * addresses that are none. Never an answer of 500, never a page of HTML, never a stack trace in the
 * log.
 */
class MalformedRequestsIT {

  private static final long SEED = 20_261_129;

  /** The server's own; the service has no say there. */
  private static final List<String> SERVERS_OWN = List.of("/health", "/metrics");

  @TempDir private static Path home;
  private static SutraInstance sutra;

  @BeforeAll
  static void start() throws Exception {
    sutra = new SutraInstance(home);
    sutra.up(Map.of());
  }

  @AfterAll
  static void stop() throws Exception {
    sutra.down();
  }

  private record Address(String method, String path) {}

  /** Every route of the OpenAPI document, but for the one that would forget what others need. */
  private static List<Address> routes() {
    JsonObject paths = sutra.embedding().get("/openapi?format=JSON").json().getJsonObject("paths");
    List<Address> routes = new ArrayList<>();
    paths.forEach(
        (path, methods) -> {
          if (SERVERS_OWN.stream().noneMatch(path::startsWith)) {
            methods
                .asJsonObject()
                .keySet()
                .forEach(
                    method ->
                        routes.add(
                            new Address(
                                method.toUpperCase(Locale.ROOT), path.replace("{id}", "x"))));
          }
        });
    return routes;
  }

  private static byte[] request(Address address, MalformedBody body) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(
        (address.method()
                + " "
                + address.path()
                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + body.headers()
                + "\r\n")
            .getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(body.bytes());
    return out.toByteArray();
  }

  @Test
  void everyBody_onEveryRoute_isTheCallersFaultInTheOneShape() throws Exception {
    var random = new Random(SEED);
    int spoilt = Boolean.getBoolean("sutra.full") ? 2_000 : 20;
    List<MalformedBody> bodies = MalformedBody.all(random, spoilt);
    assertThat(bodies).hasSizeGreaterThan(60);
    List<Address> routes = routes();
    assertThat(routes).hasSizeGreaterThan(7);
    List<String> wrong = new ArrayList<>();
    for (Address route : routes) {
      for (MalformedBody body : bodies) {
        RawExchange answer = RawExchange.send(sutra.embeddingPort(), request(route, body));
        // Whoever leaves in the middle of a body may not be answered.
        if (answer.status() != 0 && !isSound(answer)) {
          wrong.add(route + ", " + body.what() + ": " + answer);
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertNoStackInAnyLog();
    assertThat(sutra.embedding().embed("{\"texts\": [\"still here\"]}").status()).isEqualTo(200);
  }

  private static boolean isSound(RawExchange answer) {
    return answer.status() < 500
        && !answer.head().contains("text/html")
        && answer.head().contains("\r\nx-request-id: ");
  }

  @Test
  void addressesThatAreNone_areAnsweredInTheOneShape() throws Exception {
    for (String path :
        List.of(
            "/v1/models/a%2Fb",
            "/v1/models/%ff",
            "/embed%2f",
            "/%ff",
            "/#",
            "/a\\b",
            "/WEB-INF/web.xml",
            "/META-INF/openapi.yaml",
            "/embed;x=y",
            "/v1/models/%2e%2e",
            "/" + "a".repeat(6_000))) {
      RawExchange answer = get("GET", path);
      assertThat(answer.status()).as(path).isIn(400, 404);
      assertThat(isSound(answer)).as(path + " " + answer).isTrue();
      assertThat(answer.body()).as(path).startsWith("{\"error\":{\"message\":");
    }
    for (String method : List.of("TRACE", "PUT", "PATCH", "FOO")) {
      RawExchange answer = get(method, "/embed");
      assertThat(answer.status()).as(method).isEqualTo(405);
      assertThat(isSound(answer)).as(method + " " + answer).isTrue();
    }
    assertNoStackInAnyLog();
  }

  @Test
  void addressesThatPeopleType_areToldWhereItIs() throws Exception {
    for (String path : List.of("/embeddings", "//v1/embeddings")) {
      RawExchange answer = get("POST", path);
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.body()).contains(" at /v1/embeddings.");
    }
  }

  private static RawExchange get(String method, String path) throws IOException {
    return RawExchange.send(
        sutra.embeddingPort(),
        request(new Address(method, path), new MalformedBody("", "", new byte[0])));
  }

  /**
   * The server keeps a record of each kind of failure of a connection, once, in a folder that it
   * bounds itself; in the log there is a line.
   */
  private static void assertNoStackInAnyLog() throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      for (Path log : files.filter(MalformedRequestsIT::isLog).toList()) {
        assertThat(Files.readString(log, StandardCharsets.ISO_8859_1).lines())
            .as(log.toString())
            .isNotEmpty()
            .noneMatch(line -> line.matches("\\s+at [\\w.$/]+\\(.*\\)"));
      }
    }
  }

  private static boolean isLog(Path file) {
    return file.toString().endsWith(".log") && !file.toString().contains("/ffdc/");
  }
}
