package io.sutra.embedding.openai;

import io.sutra.api.EmbeddingException;
import io.sutra.api.http.BodyBudget;
import io.sutra.api.http.VectorEncoding;
import io.sutra.embedding.config.EmbeddingSettings;
import io.sutra.embedding.service.EmbeddingService;
import io.sutra.embedding.service.Lookup;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;

/**
 * Answers a request whose texts are all in memory on the thread that read it, as {@code /embed}
 * does; only what has to wait goes on to {@link EmbeddingsResource}.
 */
@Provider
@FromMemory
public class EmbeddingsFilter implements ContainerRequestFilter {

  /** Where the resource finds a request that is not complete. */
  static final String PENDING = "io.sutra.openai.pending";

  // The server ignores a provider whose constructor wants something.
  @Inject private EmbeddingService service;
  @Inject private EmbeddingSettings settings;
  @Inject private EmbeddingsAnswer answers;
  @Inject private BodyBudget bodies;

  /** A request on its way, and the encoding of its answer. */
  record Pending(Lookup lookup, VectorEncoding encoding) {}

  @Override
  public void filter(ContainerRequestContext context) throws IOException {
    try {
      Pending pending = lookUp(context);
      service
          .answerIfComplete(pending.lookup())
          .ifPresentOrElse(
              answer -> context.abortWith(answers.write(answer, pending.encoding())),
              () -> context.setProperty(PENDING, pending));
    } catch (EmbeddingException e) {
      throw FieldNames.translate(e);
    }
  }

  private Pending lookUp(ContainerRequestContext context) throws IOException {
    int room = bodies.reserve(context.getLength());
    try {
      EmbeddingsRequest request =
          EmbeddingsRequestParser.parse(context.getEntityStream(), settings.limits());
      return new Pending(service.lookUp(request.request()), request.encoding());
    } finally {
      bodies.release(room);
    }
  }
}
