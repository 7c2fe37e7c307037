package io.sutra.embedding.service;

import io.sutra.domain.EmbedRequest;
import io.sutra.domain.EmbeddingException;
import io.sutra.domain.EmbeddingException.Reason;
import io.sutra.domain.InputType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * Has many texts remembered before anybody asks for them, some at a time. It gives way to callers:
 * when the model is busy, it waits for as long as the model asks. Used by one thread.
 */
public final class WarmUp {

  /** Enough to fill batches, few enough to show progress. */
  public static final int TEXTS_AT_A_TIME = 128;

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

  private final EmbeddingService service;
  private final OptionalInt dimension;
  private final Optional<InputType> inputType;
  private final Optional<String> model;
  private long texts;
  private long cached;
  private long failed;

  /**
   * A warm-up of no text yet.
   *
   * @throws EmbeddingException when there is no such model, or it does not give vectors of that
   *     size
   */
  public WarmUp(
      EmbeddingService service,
      OptionalInt dimension,
      Optional<InputType> inputType,
      Optional<String> model) {
    service.check(model, dimension);
    this.service = service;
    this.dimension = dimension;
    this.inputType = inputType;
    this.model = model;
  }

  /**
   * How far it is.
   *
   * @param texts dealt with
   * @param cached of them known before
   * @param computed of them computed now
   * @param failed of them refused by the model, or unreadable
   */
  public record Progress(long texts, long cached, long computed, long failed) {}

  /** How far it is. */
  public Progress progress() {
    return new Progress(texts, cached, texts - cached - failed, failed);
  }

  /** Counts a text that cannot be embedded at all. */
  public void skip() {
    texts++;
    failed++;
  }

  /**
   * Has {@code some} texts remembered; blocks.
   *
   * @throws EmbeddingException when the model stays away
   */
  public void remember(List<String> some) {
    try {
      EmbedAnswer answer = patiently(some);
      texts += some.size();
      cached += answer.cachedCount();
    } catch (EmbeddingException e) {
      if (e.reason() != Reason.INVALID && e.reason() != Reason.TOO_LARGE) {
        throw e;
      }
      if (some.size() == 1) {
        skip();
        return;
      }
      // Too much for one request, or one of them is no good: each on its own.
      some.forEach(text -> remember(List.of(text)));
    }
  }

  private EmbedAnswer patiently(List<String> some) {
    long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
    while (true) {
      try {
        return service.complete(
            service.lookUp(new EmbedRequest(some, dimension, true, inputType, model, true)));
      } catch (EmbeddingException e) {
        if (e.retryAfter().isEmpty() || System.nanoTime() > deadline) {
          throw e;
        }
        sleep(e.retryAfter().get());
      }
    }
  }

  private static void sleep(Duration wait) {
    try {
      TimeUnit.NANOSECONDS.sleep(wait.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw EmbeddingException.notReady("The service is stopping.", Duration.ofSeconds(1));
    }
  }
}
