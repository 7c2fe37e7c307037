package io.sutra.embedding.mlbase;

import io.sutra.domain.TextTokens;
import io.sutra.embedding.service.Model;
import io.sutra.web.Evidence;
import io.sutra.web.VectorStream;
import io.sutra.web.VectorStreamReader;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import org.jspecify.annotations.Nullable;

/**
 * One answer of ml-base while it comes: hands on each vector as soon as its bytes are there. The
 * HTTP client's threads bring the bytes, one at a time; once it is closed nothing is handed on.
 */
final class AnswerInParts implements VectorStreamReader.Receiver {

  private static final int OK = 200;

  private final Model.Job job;
  private final Model.Receiver receiver;
  private final VectorStreamReader reader = new VectorStreamReader(this);
  private String fingerprint = "";
  private @Nullable RuntimeException failure;
  private boolean closed;

  AnswerInParts(Model.Job job, Model.Receiver receiver) {
    this.job = job;
    this.receiver = receiver;
  }

  /** Reads vectors as they come; an error is kept as the body. */
  BodySubscriber<byte[]> subscriber(ResponseInfo answer) {
    if (answer.statusCode() != OK) {
      return BodySubscribers.ofByteArray();
    }
    synchronized (this) {
      fingerprint = answer.headers().firstValue(Evidence.FINGERPRINT).orElse("");
    }
    return BodySubscribers.mapping(
        BodySubscribers.ofByteArrayConsumer(bytes -> bytes.ifPresent(this::read)),
        nothing -> new byte[0]);
  }

  private synchronized void read(byte[] bytes) {
    if (closed || failure != null) {
      return;
    }
    try {
      reader.read(bytes);
    } catch (RuntimeException e) {
      // Thrown on, it would go to the client's thread and not to whoever waits.
      failure = e;
    }
  }

  @Override
  public void begins(VectorStream.Beginning beginning) {
    if (fingerprint.isEmpty()) {
      throw new IllegalArgumentException("ml-base does not say which model it has");
    }
    if (beginning.texts() != job.input().size() || beginning.dimension() != job.dimension()) {
      throw new IllegalArgumentException("ml-base answers something else than was asked");
    }
    receiver.begins(new Model.Origin(fingerprint, beginning.window(), beginning.prefix()));
  }

  @Override
  public void vector(int index, TextTokens tokens, float[] vector) {
    receiver.vector(index, vector, tokens);
  }

  /** Hands nothing on any more. */
  synchronized void close() {
    closed = true;
  }

  /**
   * What the computation took.
   *
   * @throws io.sutra.domain.EmbeddingException why vectors are missing, in ml-base's words
   * @throws ModelLostException when the answer is not whole or not in a form that is known
   */
  synchronized Model.Effort end() throws ModelLostException {
    if (failure instanceof IllegalArgumentException) {
      throw new ModelLostException(String.valueOf(failure.getMessage()), failure);
    }
    if (failure != null) {
      throw failure;
    }
    VectorStream.End end =
        reader.end().orElseThrow(() -> new ModelLostException("ml-base's answer broke off"));
    if (end.status() != VectorStream.COMPLETE) {
      throw ErrorAnswer.parse(end.status(), end.error(), end.retryAfter());
    }
    if (!reader.isComplete()) {
      throw new ModelLostException("ml-base left texts out of its answer");
    }
    return new Model.Effort(end.queueTime(), end.inferenceTime());
  }
}
