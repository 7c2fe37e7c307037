package io.sutra.cli.aot;

import io.sutra.cli.files.FolderCopy;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.terminal.Progress;
import io.sutra.settings.FailureReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the AOT caches: starts the servers in a folder and on ports of their own, asks them a
 * thousand requests of every kind, and stops them, upon which each JVM writes its cache.
 *
 * <p>A run that fails costs nothing but speed: it says so in a line, the servers start without
 * caches, and it is not tried again until {@link #runAnew}. Runs of several processes in one
 * checkout exclude each other.
 */
public final class TrainingRun {

  private static final Duration LONGEST_START = Duration.ofMinutes(3);
  private static final Duration LONGEST_REQUESTS = Duration.ofSeconds(10);
  private static final Duration LONGEST_STOP = Duration.ofMinutes(2);

  private final Workspace workspace;
  private final AotCaches caches;
  private final Progress progress;

  public TrainingRun(Workspace workspace, Progress progress) {
    this.workspace = workspace;
    this.caches = new AotCaches(workspace);
    this.progress = progress;
  }

  /** Makes the caches that are missing, unless that failed before. The product must be built. */
  public void runIfMissing() {
    run(false);
  }

  /** Makes the caches that are missing, also those that could not be made before. */
  public void runAnew() {
    run(true);
  }

  private void run(boolean alsoWhatFailed) {
    if (!caches.areUsed() || caches.missing().isEmpty()) {
      return;
    }
    try {
      Files.createDirectories(caches.folder());
      try (FileChannel file =
              FileChannel.open(
                  caches.folder().resolve("lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = file.lock()) {
        // Another process may have made them while this one waited for the lock.
        List<AotProgram> missing = lock.isValid() ? caches.missing() : List.of();
        if (!missing.isEmpty()) {
          makeUnlessFailed(missing, alsoWhatFailed);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      progress.note(slower(FailureReason.of(e)));
    }
  }

  private void makeUnlessFailed(List<AotProgram> missing, boolean alsoWhatFailed)
      throws IOException {
    for (AotProgram program : missing) {
      if (!alsoWhatFailed && Files.exists(AotCaches.failureMark(caches.file(program)))) {
        progress.note(slower("the training run failed; ./sutra build tries it again"));
        return;
      }
    }
    // The embedding service cannot be trained without the others; the shard can.
    List<AotProgram> programs =
        missing.equals(List.of(AotProgram.CACHE_SHARD)) ? missing : List.of(AotProgram.values());
    progress.begin("Recording a start of the servers, from which later starts are quicker");
    Optional<String> failure = train(programs);
    if (failure.isEmpty()) {
      progress.end("Recorded");
      return;
    }
    for (AotProgram program : missing) {
      Path mark = AotCaches.failureMark(caches.file(program));
      Files.writeString(mark, failure.get());
    }
    progress.note(slower(failure.get()));
  }

  private static String slower(String reason) {
    return "The servers start without an AOT cache, and so more slowly: " + reason;
  }

  /** Gives the reason when a cache could not be made. */
  private Optional<String> train(List<AotProgram> programs) throws IOException {
    Path folder = caches.folder().resolve("training");
    FolderCopy.delete(folder);
    Files.createDirectories(folder);
    Map<AotProgram, TrainedServer> servers = new EnumMap<>(AotProgram.class);
    try {
      var installation = new TrainingInstallation(workspace, folder);
      for (AotProgram program : programs) {
        servers.put(program, installation.start(program));
      }
      for (TrainedServer server : servers.values()) {
        server.awaitReady(LONGEST_START, progress);
      }
      if (programs.contains(AotProgram.EMBEDDING)) {
        progress.step("asking requests of every kind");
        new TrainingRequests(installation.embeddingUrl(), installation.mlBaseUrl())
            .sendFor(LONGEST_REQUESTS);
      }
      progress.step("writing the caches");
      stop(servers.values());
      for (Map.Entry<AotProgram, TrainedServer> server : servers.entrySet()) {
        caches.publish(server.getKey(), server.getValue().writtenCache());
      }
      FolderCopy.delete(folder);
      return Optional.empty();
    } catch (TrainingException | IOException e) {
      return Optional.of(FailureReason.of(e) + " (logs: " + folder + ")");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    } finally {
      servers.values().forEach(TrainedServer::kill);
    }
  }

  /** All at once: each JVM writes its cache before it ends, which takes a core for some seconds. */
  private static void stop(Iterable<TrainedServer> servers)
      throws InterruptedException, TrainingException {
    for (TrainedServer server : servers) {
      server.askToEnd();
    }
    for (TrainedServer server : servers) {
      server.awaitEnd(LONGEST_STOP);
    }
  }
}
