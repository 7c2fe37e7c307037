package io.sutra.mlbase.inference;

import io.sutra.domain.EmbeddingException;
import io.sutra.domain.TextTokens;
import io.sutra.domain.Tokenization;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one request, text by text, in the order in which they are computed. When the
 * request fails or its time is up, what was computed by then still comes, and so do the texts of
 * batches that are being computed. Parts are put in by the threads that compute and taken out by
 * one thread that sends them on.
 */
public final class EmbeddingParts implements PendingRequest.Listener {

  private final Shape shape;
  private final Finishing finishing;
  private final BlockingQueue<Part> parts = new LinkedBlockingQueue<>();
  private final CompletableFuture<Void> begun = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  /**
   * What holds for all vectors.
   *
   * @param dimension numbers per vector
   * @param tokenization of the texts
   */
  public record Shape(int dimension, Tokenization tokenization) {}

  /**
   * What makes an answer of what was computed.
   *
   * @param vector makes the vector that is answered from the one that was pooled
   * @param error makes the error that is answered from a failure
   */
  record Finishing(UnaryOperator<float[]> vector, Function<Throwable, EmbeddingException> error) {}

  /** Something that was computed, or the end. */
  public sealed interface Part {

    /**
     * One text's vector.
     *
     * @param index of the text in the request
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Vector(int index, TextTokens tokens, float[] vector) implements Part {}

    /**
     * Nothing comes after it.
     *
     * @param failure why texts are missing; empty when none is
     */
    record End(Optional<EmbeddingException> failure, Duration queueTime, Duration inferenceTime)
        implements Part {}
  }

  /** Parts that are not there yet. */
  EmbeddingParts(Shape shape, Finishing finishing) {
    this.shape = shape;
    this.finishing = finishing;
  }

  /** What holds for all vectors. */
  public Shape shape() {
    return shape;
  }

  /** Completes, never exceptionally, when the first part is there. */
  public CompletableFuture<Void> begun() {
    return begun;
  }

  /** Completes with the last part. Whoever no longer wants the rest cancels it. */
  public CompletableFuture<Void> ended() {
    return ended;
  }

  /** Whether {@link #next} would have to wait. */
  public boolean isEmpty() {
    return parts.isEmpty();
  }

  /** Waits for the next part; to be called until it is the end. */
  public Part next() throws InterruptedException {
    return switch (parts.take()) {
      case Part.Vector part ->
          new Part.Vector(part.index(), part.tokens(), finishing.vector().apply(part.vector()));
      case Part.End end -> end;
    };
  }

  /** The failure of the next end, if it is the first part: then there is nothing to send but it. */
  public Optional<EmbeddingException> failureBeforeAnyVector() {
    return parts.peek() instanceof Part.End end ? end.failure() : Optional.empty();
  }

  @Override
  public void computed(int index, float[] vector) {
    parts.add(new Part.Vector(index, shape.tokenization().texts().get(index), vector));
    begun.complete(null);
  }

  @Override
  public void settled(@Nullable Throwable failure, long queueNanos, long inferenceNanos) {
    parts.add(
        new Part.End(
            Optional.ofNullable(failure).map(finishing.error()),
            Duration.ofNanos(queueNanos),
            Duration.ofNanos(inferenceNanos)));
    begun.complete(null);
    ended.complete(null);
  }
}
