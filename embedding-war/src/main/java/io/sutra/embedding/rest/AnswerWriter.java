package io.sutra.embedding.rest;

import io.sutra.embedding.l1.RenderedVectors;
import io.sutra.embedding.service.EmbedAnswer;
import io.sutra.web.EmbedBody;
import io.sutra.web.Evidence;
import io.sutra.web.VectorEncoding;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.stream.Stream;

/** Writes answers, with digits that are kept where they are asked for often. Thread-safe. */
@Singleton
public class AnswerWriter {

  /** A longer answer is sent as it is written, in chunks, and never held as a whole. */
  private static final int MOST_NUMBERS_IN_MEMORY = 1 << 16;

  private final RenderedVectors rendered;

  @Inject
  public AnswerWriter(RenderedVectors rendered) {
    this.rendered = rendered;
  }

  /** An answer of 200 with its evidence as headers. */
  Response write(EmbedAnswer answer) {
    byte[] tail =
        EmbedBody.tail(
            answer.dimension(),
            answer.model(),
            answer.processingTime(),
            answer.cachedCount(),
            answer.vectors().size(),
            answer.usage());
    Stream<byte[]> vectors =
        answer.vectors().stream()
            .map(
                vector ->
                    rendered.json(
                        vector, answer.dimension(), answer.normalize(), VectorEncoding.FLOAT));
    boolean large = answer.vectors().size() * answer.dimension() > MOST_NUMBERS_IN_MEMORY;
    Object body =
        large
            ? (StreamingOutput) out -> EmbedBody.write(vectors.iterator(), tail, out)
            : EmbedBody.whole(vectors.toList(), tail);
    return Response.ok(body, MediaType.APPLICATION_JSON_TYPE)
        .header(Evidence.CACHE, answer.cachedCount() + "/" + answer.vectors().size())
        .header(Evidence.QUEUE_TIME, EmbedBody.milliseconds(answer.queueTime()))
        .header(Evidence.INFERENCE_TIME, EmbedBody.milliseconds(answer.inferenceTime()))
        .build();
  }
}
