package io.sutra.cli.aot;

import io.sutra.cli.terminal.Progress;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A server while it is trained.
 *
 * @param cache what its JVM writes when it ends
 */
record TrainedServer(AotProgram program, Process process, int port, Path cache) {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final int ANSWER_MILLIS = 5_000;

  void awaitReady(Duration limit, Progress progress)
      throws TrainingException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!isReady()) {
      if (!process.isAlive()) {
        throw new TrainingException(
            program.id() + " ended with status " + process.exitValue() + " in the training run");
      }
      if (System.nanoTime() > deadline) {
        throw new TrainingException(
            program.id() + " was not ready after " + limit.toMinutes() + " minutes of training");
      }
      progress.step("waiting until " + program.id() + " is ready");
      TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
    }
  }

  private boolean isReady() {
    try {
      return program.isLibertyServer() ? saysReady() : listens();
    } catch (IOException e) {
      return false;
    }
  }

  private boolean saysReady() throws IOException {
    var request =
        (HttpURLConnection)
            URI.create("http://localhost:" + port + "/health/ready").toURL().openConnection();
    request.setConnectTimeout(ANSWER_MILLIS);
    request.setReadTimeout(ANSWER_MILLIS);
    try {
      return request.getResponseCode() == HttpURLConnection.HTTP_OK;
    } finally {
      request.disconnect();
    }
  }

  private boolean listens() throws IOException {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ANSWER_MILLIS);
      return true;
    }
  }

  /** A JVM writes its cache only when it ends in order. */
  void askToEnd() {
    // Not of the process: that would close the input of the server, which ends it at once.
    process.toHandle().destroy();
  }

  void awaitEnd(Duration limit) throws TrainingException, InterruptedException {
    if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
      throw new TrainingException(
          program.id() + " had not written its cache after " + limit.toMinutes() + " minutes");
    }
  }

  /** The finished cache. */
  Path writtenCache() throws TrainingException {
    if (!Files.isRegularFile(cache)) {
      throw new TrainingException("the JVM of " + program.id() + " wrote no cache");
    }
    return cache;
  }

  /** Ends what still runs, with the processes that it started. */
  void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
