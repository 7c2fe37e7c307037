package io.sutra.mlbase.inference;

import io.sutra.domain.EmbedInput;
import io.sutra.domain.EmbedRequest;
import io.sutra.domain.EmbedResponse;
import io.sutra.domain.EmbeddingException;
import io.sutra.domain.Place;
import io.sutra.domain.RequestLimits;
import io.sutra.domain.TextTokens;
import io.sutra.domain.Tokenization;
import io.sutra.domain.TokenizeRequest;
import io.sutra.domain.Usage;
import io.sutra.domain.vector.Matryoshka;
import io.sutra.mlbase.model.ModelDescription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Turns a request into vectors: prefix, tokens, window, queue, Matryoshka. Thread-safe.
 *
 * <p>Texts are tokenised on the caller's thread, outside the inference threads.
 */
public final class EmbeddingService {

  private final ModelDescription model;
  private final int defaultDimension;
  private final RequestLimits limits;
  private final Duration timeout;
  private final InputTokenizer tokenizer;
  private final BatchQueue queue;
  private final Runnable computeHere;
  private final DrainRate drainRate;
  private final InferenceObserver observer;

  /**
   * Makes the service of one model.
   *
   * @param computeHere may compute a batch of {@code queue} on the thread that calls it, or not
   */
  public EmbeddingService(
      ModelDescription model,
      int defaultDimension,
      RequestLimits limits,
      Duration timeout,
      Tokenizer tokenizer,
      BatchQueue queue,
      Runnable computeHere,
      DrainRate drainRate,
      InferenceObserver observer) {
    this.model = model;
    this.defaultDimension = defaultDimension;
    this.limits = limits;
    this.timeout = timeout;
    this.tokenizer = new InputTokenizer(model, tokenizer);
    this.queue = queue;
    this.computeHere = computeHere;
    this.drainRate = drainRate;
    this.observer = observer;
  }

  /** The model that computes. */
  public ModelDescription model() {
    return model;
  }

  /** Whether nothing waits, so that a new request is computed at once. */
  public boolean isIdle() {
    return queue.isEmpty();
  }

  /**
   * Refuses early what {@link #embed} would refuse of any request, however small.
   *
   * @throws EmbeddingException when there is no room for a single text, or the service is stopping
   */
  public void checkRoom() {
    submitting(() -> queue.checkRoom(1));
  }

  /**
   * Computes the vectors of {@code request}, and comes back when they are there. A single text is
   * computed on the caller's thread while the workers are not all busy.
   *
   * @throws EmbeddingException as {@link #embed} and its result
   */
  public EmbedResponse embedAndWait(EmbedRequest request) {
    CompletableFuture<EmbedResponse> answer = embed(request, request.input().size() == 1);
    try {
      return answer.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof EmbeddingException domain ? domain : e;
    }
  }

  /**
   * Computes the vectors of {@code request}.
   *
   * @return completes with one vector per text, in order; or exceptionally, always with an {@link
   *     EmbeddingException}, when the time is up or the model fails. Cancelling it drops what has
   *     not been computed yet.
   * @throws EmbeddingException when the request breaks a rule or there is no room for it
   */
  public CompletableFuture<EmbedResponse> embed(EmbedRequest request) {
    return embed(request, false);
  }

  /**
   * The tokens of each text, special tokens included, not cut.
   *
   * @throws EmbeddingException when the request breaks a rule
   */
  public List<TokenSequence> tokenize(TokenizeRequest request) {
    var input = new EmbedInput.Texts(request.texts());
    List<TokenSequence> texts = new ArrayList<>(input.size());
    long total = 0;
    for (int i = 0; i < input.size(); i++) {
      TokenSequence tokens = tokenizer.tokenize(input, i, request.inputType());
      total += tokens.length();
      checkTotal(input, total);
      texts.add(tokens);
    }
    return texts;
  }

  private void checkTotal(EmbedInput input, long tokens) {
    if (tokens > limits.maximumTokens()) {
      throw EmbeddingException.tooManyTokens(input, limits.maximumTokens());
    }
  }

  private CompletableFuture<EmbedResponse> embed(EmbedRequest request, boolean here) {
    long start = System.nanoTime();
    int dimension = checkedDimension(request);
    List<TokenSequence> texts = tokenizeIfThereIsRoom(request);
    int tokens = texts.stream().mapToInt(TokenSequence::length).sum();

    var pending = new PendingRequest(texts.size());
    if (here) {
      submitting(() -> queue.submitQuietly(pending, texts));
      computeHere.run();
      queue.wake();
    } else {
      submitting(() -> queue.submit(pending, texts));
    }
    // The texts themselves are not held while their tokens wait.
    boolean normalize = request.normalize();
    CompletableFuture<EmbedResponse> response =
        pending
            .result()
            .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
            .handle(
                (computed, failure) -> {
                  if (failure != null) {
                    queue.abandon(pending);
                    throw asDomainError(failure);
                  }
                  return new EmbedResponse(
                      finish(computed.vectors(), dimension, normalize),
                      dimension,
                      model.name(),
                      Duration.ofNanos(System.nanoTime() - start),
                      0,
                      new Usage(tokens, tokens),
                      tokenization(request, texts),
                      Duration.ofNanos(computed.queueNanos()),
                      Duration.ofNanos(computed.inferenceNanos()));
                });
    abandonWhenCancelled(response, pending);
    return response;
  }

  /**
   * Computes the vectors of {@code request} and hands out each as soon as it is there.
   *
   * @return cancelling its {@link EmbeddingParts#ended} drops what has not been computed yet
   * @throws EmbeddingException when the request breaks a rule or there is no room for it
   */
  public EmbeddingParts embedInParts(EmbedRequest request) {
    int dimension = checkedDimension(request);
    List<TokenSequence> texts = tokenizeIfThereIsRoom(request);
    boolean normalize = request.normalize();
    var parts =
        new EmbeddingParts(
            new EmbeddingParts.Shape(dimension, tokenization(request, texts)),
            new EmbeddingParts.Finishing(
                pooled -> finish(pooled, dimension, normalize), this::asDomainError));
    var pending = new PendingRequest(texts.size(), parts);
    CompletableFuture<?> unused =
        pending
            .result()
            .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
            .whenComplete(
                (computed, failure) -> {
                  if (failure != null) {
                    queue.abandon(pending);
                  }
                });
    abandonWhenCancelled(parts.ended(), pending);
    try {
      submitting(() -> queue.submit(pending, texts));
    } catch (EmbeddingException e) {
      // Otherwise it would be held, and counted as late, when its time is up.
      pending.result().cancel(false);
      throw e;
    }
    return parts;
  }

  /** A cancelled stage does not run its own function, so the queue is told here. */
  private void abandonWhenCancelled(CompletableFuture<?> answer, PendingRequest pending) {
    CompletableFuture<?> unused =
        answer.whenComplete(
            (value, failure) -> {
              if (answer.isCancelled()) {
                observer.abandoned();
                pending.result().cancel(false);
                queue.abandon(pending);
              }
            });
  }

  private List<TokenSequence> tokenizeIfThereIsRoom(EmbedRequest request) {
    submitting(() -> queue.checkRoom(request.input().size()));
    return tokenize(request);
  }

  private void submitting(Runnable attempt) {
    try {
      attempt.run();
    } catch (EmbeddingException e) {
      if (e.reason() == EmbeddingException.Reason.BUSY) {
        observer.rejected();
      }
      throw e;
    }
  }

  private int checkedDimension(EmbedRequest request) {
    int dimension = request.dimension().orElse(defaultDimension);
    if (!model.dimensions().contains(dimension)) {
      throw EmbeddingException.dimensionNotAllowed(model.dimensions(), model.name());
    }
    return dimension;
  }

  private List<TokenSequence> tokenize(EmbedRequest request) {
    long start = System.nanoTime();
    EmbedInput input = request.input();
    List<TokenSequence> texts = new ArrayList<>(input.size());
    long total = 0;
    int truncated = 0;
    for (int i = 0; i < input.size(); i++) {
      TokenSequence tokens = tokenizer.tokenize(input, i, request.inputType());
      total += tokens.length();
      checkTotal(input, total);
      if (tokens.length() > model.maximumTokens()) {
        truncated++;
      }
      if (tokens.length() > model.maximumTokens() && !request.truncate()) {
        throw EmbeddingException.textTooLong(
            Place.of(input.field(), i), tokens.length(), model.maximumTokens(), model.name());
      }
      texts.add(tokens.truncated(model.maximumTokens()));
    }
    observer.tokenized(Duration.ofNanos(System.nanoTime() - start), truncated);
    return texts;
  }

  private Tokenization tokenization(EmbedRequest request, List<TokenSequence> texts) {
    return new Tokenization(
        model.maximumTokens(),
        model.prefix(request.inputType()),
        texts.stream().map(text -> new TextTokens(text.length(), text.wholeLength())).toList());
  }

  private List<float[]> finish(List<float[]> pooled, int dimension, boolean normalize) {
    return pooled.stream().map(vector -> finish(vector, dimension, normalize)).toList();
  }

  private float[] finish(float[] pooled, int dimension, boolean normalize) {
    float[] vector = model.layerNormalized() ? Matryoshka.layerNormalize(pooled) : pooled;
    return Matryoshka.take(vector, dimension, normalize, model.rotation());
  }

  private EmbeddingException asDomainError(Throwable failure) {
    return switch (failure) {
      case EmbeddingException domain -> domain;
      case CancellationException gone ->
          EmbeddingException.notReady("Nobody waits for the answer any more.", Duration.ZERO);
      case TimeoutException timeUp -> {
        observer.timedOut();
        yield EmbeddingException.timedOut(
            "The vectors were not computed within "
                + timeout.toSeconds()
                + " seconds, so the request was dropped.",
            drainRate.timeFor(queue.queuedTokens()));
      }
      default -> EmbeddingException.failed("The model could not compute these texts.", failure);
    };
  }
}
