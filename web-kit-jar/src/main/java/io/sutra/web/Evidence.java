package io.sutra.web;

import io.sutra.domain.EmbedResponse;
import jakarta.ws.rs.core.Response;

/** The headers that say where an answer came from. */
public final class Evidence {

  public static final String CACHE = "X-Cache";
  public static final String REQUEST_ID = "X-Request-Id";
  public static final String QUEUE_TIME = "X-Queue-Time";
  public static final String INFERENCE_TIME = "X-Inference-Time";

  /** The model's fingerprint, on what ml-base answers. */
  public static final String FINGERPRINT = "X-Model-Fingerprint";

  private Evidence() {}

  /** An answer of 200 with {@code response} as its body and its evidence as headers. */
  public static Response of(EmbedResponse response) {
    return Response.ok(response)
        .header(CACHE, response.cachedCount() + "/" + response.embeddings().size())
        .header(QUEUE_TIME, EmbedBody.milliseconds(response.queueTime()))
        .header(INFERENCE_TIME, EmbedBody.milliseconds(response.inferenceTime()))
        .build();
  }
}
