package io.sutra.it.docker;

import io.sutra.it.SutraInstance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A Docker engine: the one that runs, or one that is started here and stopped on closing. */
final class DockerEngine implements AutoCloseable {

  private static final Duration LONGEST_START = Duration.ofSeconds(60);

  /** Made by {@code docker/base-image.sh} where no other is named. */
  private static final String OWN_BASE = "sutra-base";

  private final @Nullable Process own;
  private final Map<String, String> baseImages;

  private DockerEngine(@Nullable Process own, Map<String, String> baseImages) {
    this.own = own;
    this.baseImages = baseImages;
  }

  /** There can be no containers here, and why. */
  static final class Unavailable extends Exception {

    private static final long serialVersionUID = 1L;

    Unavailable(String reason) {
      super(reason);
    }
  }

  /** What a command printed on both streams. */
  record Output(int exit, String text) {}

  /**
   * An engine that can run containers, with base images for those of the product.
   *
   * @throws Unavailable saying what is missing
   */
  static DockerEngine open() throws Unavailable, IOException, InterruptedException {
    if (missing("docker")) {
      throw new Unavailable("docker is not installed (apt-get install docker.io)");
    }
    if (run("docker", "compose", "version").exit() != 0) {
      throw new Unavailable("Compose 2 is not installed (docker/compose-v2.sh builds it)");
    }
    Process started = running() ? null : start();
    var engine = new DockerEngine(started, Map.of());
    try {
      Map<String, String> bases = baseImages();
      Output probe =
          run("docker", "run", "--rm", bases.getOrDefault("SUTRA_BASE_IMAGE", OWN_BASE), "true");
      if (probe.exit() != 0) {
        throw new Unavailable("the engine cannot run a container: " + probe.text().strip());
      }
      return new DockerEngine(started, bases);
    } catch (Unavailable | IOException | InterruptedException e) {
      engine.close();
      throw e;
    }
  }

  private static boolean missing(String program) throws IOException, InterruptedException {
    return run("sh", "-c", "command -v " + program).exit() != 0;
  }

  private static boolean running() throws IOException, InterruptedException {
    return run("docker", "version").exit() == 0;
  }

  private static Process start() throws Unavailable, IOException, InterruptedException {
    if (!"root".equals(System.getProperty("user.name")) || missing("dockerd")) {
      throw new Unavailable("no Docker engine runs, and only root can start one (dockerd)");
    }
    Path log = Path.of("target", "dockerd.log").toAbsolutePath();
    Files.createDirectories(log.getParent());
    Process engine =
        new ProcessBuilder("dockerd")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    long deadline = System.nanoTime() + LONGEST_START.toNanos();
    while (!running()) {
      if (!engine.isAlive() || System.nanoTime() > deadline) {
        engine.destroy();
        List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
        throw new Unavailable(
            "dockerd does not start here: "
                + (lines.isEmpty() ? "it says nothing" : lines.getLast()));
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    return engine;
  }

  /** The variables that name base images: the caller's, or of one that is made here. */
  private static Map<String, String> baseImages()
      throws Unavailable, IOException, InterruptedException {
    if (System.getenv("SUTRA_BASE_IMAGE") != null) {
      return Map.of();
    }
    if (run("docker", "image", "inspect", OWN_BASE).exit() != 0) {
      if (missing("debootstrap")) {
        throw new Unavailable("there is no base image and no debootstrap that could make one");
      }
      Output made = run(SutraInstance.ROOT.resolve("docker/base-image.sh").toString(), OWN_BASE);
      if (made.exit() != 0) {
        throw new Unavailable("docker/base-image.sh failed: " + made.text().strip());
      }
    }
    return Map.of("SUTRA_BASE_IMAGE", OWN_BASE, "SUTRA_BALANCER_BASE_IMAGE", OWN_BASE);
  }

  Map<String, String> baseImageVariables() {
    return baseImages;
  }

  /** What is there already under the names that the product uses. */
  Optional<String> somebodyElses() throws IOException, InterruptedException {
    String found =
        run(
                    "docker",
                    "ps",
                    "--all",
                    "--filter",
                    "label=com.docker.compose.project=sutra",
                    "--format",
                    "{{.Names}}")
                .text()
            + run("docker", "volume", "ls", "--quiet", "--filter", "name=^sutra-cache$").text();
    return Optional.of(found.strip().replace('\n', ' ')).filter(names -> !names.isEmpty());
  }

  static Output run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Output(process.waitFor(), text);
  }

  @Override
  public void close() {
    if (own != null) {
      own.destroy();
      own.onExit().join();
    }
  }
}
