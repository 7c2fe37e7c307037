package io.sutra.embedding.openai;

import io.sutra.domain.EmbeddingException;
import io.sutra.embedding.config.EmbeddingSettings;
import io.sutra.embedding.service.EmbeddingService;
import io.sutra.embedding.service.Resolution;
import io.sutra.web.BodyBudget;
import io.sutra.web.VectorEncoding;
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
  record Pending(Resolution lookup, VectorEncoding encoding) {}

  @Override
  public void filter(ContainerRequestContext context) throws IOException {
    // What the parser says is in the caller's words already.
    EmbeddingsRequest request = read(context);
    try {
      var pending = new Pending(service.lookUp(request.request()), request.encoding());
      service
          .answerIfComplete(pending.lookup())
          .ifPresentOrElse(
              answer -> context.abortWith(answers.write(answer, pending.encoding())),
              () -> context.setProperty(PENDING, pending));
    } catch (EmbeddingException e) {
      throw FieldNames.translate(e);
    }
  }

  private EmbeddingsRequest read(ContainerRequestContext context) throws IOException {
    int room = bodies.reserve(context.getLength());
    try {
      return EmbeddingsRequestParser.parse(context.getEntityStream(), settings.limits());
    } finally {
      bodies.release(room);
    }
  }
}
