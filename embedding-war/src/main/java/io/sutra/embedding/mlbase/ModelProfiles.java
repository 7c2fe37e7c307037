package io.sutra.embedding.mlbase;

import io.sutra.domain.vector.Rotation;
import io.sutra.embedding.service.Deadline;
import io.sutra.embedding.service.ModelProfile;
import io.sutra.embedding.service.ProfileSource;
import io.sutra.web.server.BackgroundFailures;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which models are served: those of the last run until ml-base says otherwise, then what its {@code
 * /info} says. It asks at the start until there is an answer, every few seconds, and at once when a
 * vector came from a model that it does not know. Thread-safe.
 *
 * <p>While replicas are changed one by one, two sets of models answer in turn. The newer one is
 * taken up the first time that it answers; the older one is not taken up again just because it
 * still answers, but only when the newer one has not been heard for a while (the change was taken
 * back).
 */
public final class ModelProfiles implements ProfileSource, AutoCloseable {

  private static final Logger LOG = Logger.getLogger(ModelProfiles.class.getName());
  private static final Duration ASK_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration WITHOUT_A_MODEL = Duration.ofMillis(250);
  private static final Duration WITH_A_MODEL = Duration.ofSeconds(3);

  private static final Duration BETWEEN_TWO = Duration.ofMillis(50);

  /** Answers in a row from a model that was given up before it is taken up again. */
  private static final int ANSWERS_TO_RETURN = 40;

  private final MlBaseClient client;
  private final ProfileFile file;
  private final Semaphore askNow = new Semaphore(0);
  private final BackgroundFailures failures =
      new BackgroundFailures("model-watch", "ml-base is asked again.");
  private volatile List<ModelProfile> current;
  private volatile boolean reachable;
  private List<String> givenUp = List.of();
  private int returns;
  private @Nullable Thread watching;

  /** Reads what the last run left in {@code folder}. */
  public ModelProfiles(MlBaseClient client, Path folder) {
    this.client = client;
    this.file = new ProfileFile(folder);
    this.current = file.read();
  }

  /** What its thread did not expect. */
  public BackgroundFailures failures() {
    return failures;
  }

  /** Begins to ask. */
  public synchronized void start() {
    watching = Thread.ofVirtual().name("model-watch").start(this::watch);
  }

  private void watch() {
    while (!Thread.currentThread().isInterrupted()) {
      failures.guard(this::ask);
      try {
        Duration pause = current.isEmpty() || !reachable ? WITHOUT_A_MODEL : WITH_A_MODEL;
        if (askNow.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
          TimeUnit.NANOSECONDS.sleep(BETWEEN_TWO.toNanos());
          askNow.drainPermits();
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void ask() {
    try {
      HttpResponse<byte[]> answer =
          client.send(client.request("/info").GET().build(), Deadline.in(ASK_TIMEOUT));
      if (answer.statusCode() != 200) {
        throw new ModelLostException("/info is a " + answer.statusCode());
      }
      List<ModelProfile> profiles = ProfileJson.parse(answer.body(), this::rotation);
      if (!reachable) {
        LOG.log(Level.INFO, "ml-base answers; it serves {0}", describe(profiles));
      }
      reachable = true;
      heard(profiles);
    } catch (ModelLostException | IOException | IllegalArgumentException e) {
      if (reachable) {
        LOG.log(Level.WARNING, "ml-base is gone: {0}", e.getMessage());
      }
      reachable = false;
    }
  }

  /** The rotation that is at hand, or ml-base's. */
  private Rotation rotation(String checksum) throws IOException {
    Optional<Rotation> atHand =
        current.stream()
            .map(ModelProfile::rotation)
            .flatMap(Optional::stream)
            .filter(rotation -> rotation.checksum().equals(checksum))
            .findFirst();
    if (atHand.isPresent()) {
      return atHand.get();
    }
    try {
      HttpResponse<byte[]> answer =
          client.send(
              client.request("/rotations/" + checksum).GET().build(), Deadline.in(ASK_TIMEOUT));
      if (answer.statusCode() != 200) {
        // Another replica may have answered, with another model.
        throw new IOException("its rotation is a " + answer.statusCode());
      }
      return Rotation.parse(answer.body());
    } catch (ModelLostException e) {
      throw new IOException("its rotation cannot be had: " + e.getMessage(), e);
    }
  }

  synchronized void heard(List<ModelProfile> profiles) {
    List<ModelProfile> known = current;
    if (profiles.equals(known)) {
      returns = 0;
      return;
    }
    if (fingerprints(profiles).equals(givenUp) && ++returns < ANSWERS_TO_RETURN) {
      return;
    }
    if (!known.isEmpty()) {
      LOG.log(
          Level.INFO,
          "What is served changes from {0} to {1}",
          new Object[] {describe(known), describe(profiles)});
      givenUp = fingerprints(known);
    }
    returns = 0;
    current = profiles;
    file.write(profiles);
  }

  private static List<String> fingerprints(List<ModelProfile> profiles) {
    return profiles.stream().map(ModelProfile::fingerprint).toList();
  }

  private static String describe(List<ModelProfile> profiles) {
    return profiles.stream()
        .map(profile -> profile.name() + " (" + profile.fingerprint() + ")")
        .collect(Collectors.joining(", "));
  }

  @Override
  public List<ModelProfile> all() {
    return current;
  }

  @Override
  public void answered(String fingerprint) {
    if (current.stream().noneMatch(known -> known.fingerprint().equals(fingerprint))) {
      askNow.release();
    }
  }

  /** Whether ml-base answered when it was last asked. */
  public boolean reachable() {
    return reachable;
  }

  @Override
  public synchronized void close() {
    if (watching != null) {
      watching.interrupt();
    }
  }
}
