package io.sutra.cli.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code .mvn/maven.sh} and {@code mvnw} as they are in this checkout, with another PATH. */
@Timeout(60)
final class MavenChoiceTest {

  private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();

  private static final List<String> PROGRAMS =
      List.of(
          "basename",
          "bash",
          "cat",
          "curl",
          "dirname",
          "gzip",
          "head",
          "mkdir",
          "mktemp",
          "mv",
          "rm",
          "sed",
          "sha256sum",
          "sort",
          "tar",
          "tr",
          "uname",
          "wget");

  @TempDir private Path folder = Path.of("set by JUnit");
  private final ConcurrentLinkedQueue<String> fetched = new ConcurrentLinkedQueue<>();
  private HttpServer repository;
  private boolean withHome = true;

  private record Result(int exit, String output) {}

  @BeforeEach
  void startARepositoryWhoseArchivesAreNotMavens() throws IOException {
    repository = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    repository.createContext(
        "/",
        exchange -> {
          fetched.add(exchange.getRequestURI().getPath());
          byte[] body = "not Maven".getBytes(StandardCharsets.US_ASCII);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    repository.start();
    Files.createDirectory(folder.resolve("bin"));
  }

  @AfterEach
  void stopTheRepository() {
    repository.stop(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.8.7", "3.10.0", "4.0.0"})
  void mavenInPath_newEnough_isRun(String version) throws Exception {
    installMaven(version);

    assertThat(run(Set.of())).isEqualTo(new Result(0, "installed Maven: validate --offline\n"));
    assertThat(fetched).isEmpty();
  }

  @Test
  void homeThatIsNotSet_isThatOfTheUsersAccount() throws Exception {
    script("mvn", "echo \"Apache Maven 3.9.9 home=$HOME.\"\n");
    withHome = false;

    assertThat(run(Set.of()).output()).matches("Apache Maven 3\\.9\\.9 home=/.*\\.\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.6.3", "2.2.1"})
  void mavenInPath_tooOld_isNotRun(String version) throws Exception {
    installMaven(version);

    assertThat(run(Set.of()).output()).doesNotContain("installed Maven");
    assertThat(fetched).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zip", "tar.gz"})
  void fetchedArchive_thatIsNotMaven_isRefused(String kind) throws Exception {
    Result result = run(kind.equals("zip") ? Set.of() : Set.of("unzip"));

    assertThat(fetched).singleElement().asString().endsWith("-bin." + kind);
    assertThat(result.exit()).isNotZero();
    assertThat(result.output()).contains("Failed to validate Maven distribution SHA-256");
  }

  @Test
  void addressOfMaven_isMavenCentral_andBothArchivesHaveChecksums() throws IOException {
    List<String> lines =
        Files.readAllLines(CHECKOUT.resolve(".mvn/wrapper/maven-wrapper.properties"));

    assertThat(lines)
        .anyMatch(line -> line.startsWith("distributionUrl=https://repo.maven.apache.org/maven2/"))
        .anyMatch(line -> line.matches("distributionSha256Sum=[0-9a-f]{64}"))
        .anyMatch(line -> line.matches("distributionTarSha256Sum=[0-9a-f]{64}"));
  }

  private void installMaven(String version) throws IOException {
    script(
        "mvn",
        """
        if [ "$1" = --version ]; then echo "Apache Maven %s (0123abc)"; exit; fi
        echo "installed Maven: $*"
        """
            .formatted(version));
  }

  private void script(String name, String body) throws IOException {
    Path file = Files.writeString(folder.resolve("bin").resolve(name), "#!/bin/sh\n" + body);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** With the programs that every system has, without Maven and what is {@code missing}. */
  private Result run(Set<String> missing) throws IOException, InterruptedException {
    Path bin = folder.resolve("bin");
    for (String program : PROGRAMS) {
      for (String directory : List.of("/bin", "/usr/bin")) {
        Path file = Path.of(directory, program);
        if (Files.isExecutable(file) && Files.notExists(bin.resolve(program))) {
          script(program, "exec " + file + " \"$@\"\n");
        }
      }
    }
    if (!missing.contains("unzip")) {
      // Whether it is there decides which archive is fetched; it is never reached.
      script("unzip", "exit 1\n");
    }
    var builder =
        new ProcessBuilder(CHECKOUT.resolve(".mvn/maven.sh").toString(), "validate", "--offline")
            .redirectErrorStream(true);
    builder.environment().put("PATH", bin.toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("MAVEN_USER_HOME", folder.resolve("m2").toString());
    builder
        .environment()
        .put("MVNW_REPOURL", "http://localhost:" + repository.getAddress().getPort());
    if (!withHome) {
      builder.environment().remove("HOME");
    }
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output);
  }
}
