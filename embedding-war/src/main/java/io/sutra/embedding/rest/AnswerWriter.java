package io.sutra.embedding.rest;

import io.sutra.api.http.EmbedBody;
import io.sutra.api.http.Evidence;
import io.sutra.embedding.l1.RenderedVectors;
import io.sutra.embedding.service.EmbedAnswer;
import io.sutra.embedding.service.StoredVector;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;

/** Writes answers, with digits that are kept where they are asked for often. Thread-safe. */
@Singleton
public class AnswerWriter {

  private final RenderedVectors rendered;

  @Inject
  public AnswerWriter(RenderedVectors rendered) {
    this.rendered = rendered;
  }

  /** An answer of 200 with its evidence as headers. */
  Response write(EmbedAnswer answer) {
    List<byte[]> vectors = new ArrayList<>(answer.vectors().size());
    for (StoredVector vector : answer.vectors()) {
      vectors.add(rendered.json(vector, answer.dimension(), answer.normalize()));
    }
    byte[] body =
        EmbedBody.of(
            vectors,
            answer.dimension(),
            answer.model(),
            answer.processingTime(),
            answer.cachedCount(),
            answer.usage());
    return Response.ok(body, MediaType.APPLICATION_JSON_TYPE)
        .header(Evidence.CACHE, answer.cachedCount() + "/" + answer.vectors().size())
        .header(Evidence.QUEUE_TIME, EmbedBody.milliseconds(answer.queueTime()))
        .header(Evidence.INFERENCE_TIME, EmbedBody.milliseconds(answer.inferenceTime()))
        .build();
  }
}
