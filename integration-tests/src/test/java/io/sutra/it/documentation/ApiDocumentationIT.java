package io.sutra.it.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.it.Overload;
import io.sutra.it.StartedServer;
import io.sutra.it.SutraInstance;
import io.sutra.it.documentation.Example.Situation;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Every example of {@code docs/api}, run as it stands, in the situation that it names. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ApiDocumentationIT {

  /** As the pages say that it is called. */
  private static final String KEY = "sk-of-the-examples";

  /** An answer as curl prints it, behind a "100 Continue" or not. */
  private static final Pattern PRINTED =
      Pattern.compile(
          "(?:HTTP/1.1 100 .*?\r\n\r\n)?HTTP/1.1 (\\d{3})[^\r\n]*\r\n(.*?)\r\n\r\n(.*)",
          Pattern.DOTALL);

  @TempDir private static Path home;
  private static SutraInstance sutra;
  private static ApiPage embedding;
  private static ApiPage mlBase;

  @BeforeAll
  static void start() throws Exception {
    embedding = ApiPage.read("EMBEDDING_SERVICE_API.md");
    mlBase = ApiPage.read("ML_FOUNDATION_API.md");
    sutra = new SutraInstance(home);
    Map<String, String> settings = new HashMap<>(Overload.SETTINGS);
    settings.put("SUTRA_REQUEST_TIMEOUT", "2");
    sutra.up(settings);
  }

  @AfterAll
  static void stop() throws Exception {
    sutra.down();
  }

  @Test
  @Order(1)
  void everyRouteAndStatusOfOpenApi_isDocumentedAndTheReverse() {
    assertThat(embedding.statuses()).isEqualTo(OpenApiRoutes.of(sutra.embedding()));
    assertThat(mlBase.statuses()).isEqualTo(OpenApiRoutes.of(sutra.mlBase()));
  }

  @TestFactory
  @Order(2)
  Stream<DynamicTest> usualExamples() {
    return tests(Situation.USUAL, Stream.of(mlBase, embedding));
  }

  @TestFactory
  @Order(3)
  Stream<DynamicTest> examplesWhileItIsBusy() {
    return examples(Situation.BUSY, Stream.of(mlBase, embedding))
        .map(
            example ->
                DynamicTest.dynamicTest(
                    example.title(),
                    () -> {
                      Overload overload = Overload.begin(sutra.mlBase());
                      try {
                        check(example);
                      } finally {
                        overload.close();
                      }
                    }));
  }

  @TestFactory
  @Order(3)
  Stream<DynamicTest> examplesWhileAWarmUpIsUnderWay() {
    return examples(Situation.WARMING, Stream.of(embedding))
        .map(
            example ->
                DynamicTest.dynamicTest(
                    example.title(),
                    () -> {
                      try (var warmUp =
                          new Socket(InetAddress.getLoopbackAddress(), sutra.embeddingPort())) {
                        beginWarmUp(warmUp);
                        check(example);
                      }
                    }));
  }

  /** Sends the head of a warm-up and a line, and waits for the answer's head: it is under way. */
  private static void beginWarmUp(Socket connection) throws IOException {
    OutputStream out = connection.getOutputStream();
    out.write(
        """
        POST /cache/warm HTTP/1.1\r
        Host: localhost\r
        Content-Type: text/plain\r
        Transfer-Encoding: chunked\r
        \r
        """
            .getBytes(StandardCharsets.US_ASCII));
    String lines = "a line\n".repeat(1_000);
    out.write(
        (Integer.toHexString(lines.length()) + "\r\n" + lines + "\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    out.flush();
    assertThat(connection.getInputStream().read()).isEqualTo('H');
  }

  @TestFactory
  @Order(4)
  Stream<DynamicTest> examplesOfAServiceAlone() throws Exception {
    sutra.down();
    return inItsOwnProcess(Map.of(), Situation.ALONE);
  }

  @TestFactory
  @Order(5)
  Stream<DynamicTest> examplesOfAGuardedService() throws Exception {
    Path keys = Files.writeString(home.resolve("api-keys"), KEY + "\n");
    return inItsOwnProcess(Map.of("SUTRA_API_KEYS_FILE", keys.toString()), Situation.GUARDED);
  }

  private static Stream<DynamicTest> inItsOwnProcess(
      Map<String, String> settings, Situation situation) throws Exception {
    Map<String, String> all = new HashMap<>(settings);
    all.put("SUTRA_STATE_DIR", home.resolve("state-" + situation).toString());
    StartedServer started = sutra.startEmbedding(all);
    Process process = started.process();
    started.awaitOk(sutra.embedding(), "/health/live");
    return tests(situation, Stream.of(embedding)).onClose(() -> end(process));
  }

  /** Ends the script that was started and the server that it runs, and waits for both. */
  private static void end(Process process) {
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroy);
    all.forEach(one -> one.onExit().join());
  }

  private static Stream<Example> examples(Situation situation, Stream<ApiPage> pages) {
    return pages
        .flatMap(page -> page.examples().stream())
        .filter(example -> example.situation() == situation);
  }

  private static Stream<DynamicTest> tests(Situation situation, Stream<ApiPage> pages) {
    return examples(situation, pages)
        .map(example -> DynamicTest.dynamicTest(example.title(), () -> check(example)));
  }

  private static void check(Example example) throws Exception {
    String command =
        example
            .command()
            .replace("localhost:8888", "localhost:" + sutra.embeddingPort())
            .replace("localhost:8887", "localhost:" + sutra.mlBasePort());
    SutraInstance.Result result =
        sutra.run(List.of("bash", "-c", command), Map.of("SUTRA_API_KEY", KEY));

    Matcher answer = PRINTED.matcher(result.output());
    assertThat(answer.matches()).as(result.output()).isTrue();
    assertThat(Integer.parseInt(answer.group(1))).as(result.output()).isEqualTo(example.status());
    List<String> headers = new ArrayList<>(answer.group(2).lines().toList());
    for (String shown : example.headers()) {
      String name = shown.substring(0, shown.indexOf(':')).toLowerCase(Locale.ROOT);
      String value = shown.substring(shown.indexOf(':') + 1).strip();
      assertThat(headers)
          .as(shown)
          .anyMatch(
              header ->
                  header.toLowerCase(Locale.ROOT).startsWith(name + ":")
                      && Elided.pattern(value)
                          .matcher(header.substring(name.length() + 1).strip())
                          .matches());
    }
    if (!example.body().isEmpty()) {
      boolean json =
          headers.stream()
              .anyMatch(header -> header.toLowerCase(Locale.ROOT).contains(": application/json"));
      if (json) {
        Elided.assertSameJson(answer.group(3), example.body());
      } else {
        Elided.assertSameText(answer.group(3), example.body());
      }
    }
  }
}
