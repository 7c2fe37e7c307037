package io.sutra.embedding.openai;

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
import java.util.Iterator;
import java.util.stream.Stream;

/** Writes answers in OpenAI's words, out of JSON that is kept where it is asked for often. */
@Singleton
public class EmbeddingsAnswer {

  /** A longer answer is sent as it is written, in chunks, and never held as a whole. */
  private static final int MOST_NUMBERS_IN_MEMORY = 1 << 16;

  private final RenderedVectors rendered;

  @Inject
  public EmbeddingsAnswer(RenderedVectors rendered) {
    this.rendered = rendered;
  }

  /** An answer of 200 with its evidence as headers. */
  Response write(EmbedAnswer answer, VectorEncoding encoding) {
    byte[] tail = EmbeddingsBody.tail(answer.model(), answer.usage().promptTokens());
    Stream<byte[]> vectors =
        answer.vectors().stream()
            .map(vector -> rendered.json(vector, answer.dimension(), answer.normalize(), encoding));
    boolean large = answer.vectors().size() * answer.dimension() > MOST_NUMBERS_IN_MEMORY;
    Object body;
    if (large) {
      Iterator<byte[]> inTurn = vectors.iterator();
      body = (StreamingOutput) out -> EmbeddingsBody.write(inTurn, tail, out);
    } else {
      body = EmbeddingsBody.whole(vectors.toList(), tail);
    }
    return Response.ok(body, MediaType.APPLICATION_JSON_TYPE)
        .header(Evidence.CACHE, answer.cachedCount() + "/" + answer.vectors().size())
        .header(Evidence.QUEUE_TIME, EmbedBody.milliseconds(answer.queueTime()))
        .header(Evidence.INFERENCE_TIME, EmbedBody.milliseconds(answer.inferenceTime()))
        .build();
  }
}
