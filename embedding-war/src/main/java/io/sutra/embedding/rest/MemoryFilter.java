package io.sutra.embedding.rest;

import io.sutra.embedding.config.EmbeddingSettings;
import io.sutra.embedding.service.EmbeddingService;
import io.sutra.embedding.service.Resolution;
import io.sutra.web.BodyBudget;
import io.sutra.web.EmbedRequestParser;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;

/**
 * Answers a request whose texts are all in memory on the thread that read it. Only what has to wait
 * goes on to the resource, whose answer comes from another thread: a method either always gives its
 * thread back or never does, and for a hit that would cost more than the hit.
 */
@Provider
@FromMemory
public class MemoryFilter implements ContainerRequestFilter {

  /** Where the resource finds a look-up that is not complete. */
  static final String LOOKUP = "io.sutra.embedding.lookup";

  // The server ignores a provider whose constructor wants something.
  @Inject private EmbeddingService service;
  @Inject private EmbeddingSettings settings;
  @Inject private AnswerWriter answers;
  @Inject private BodyBudget bodies;

  @Override
  public void filter(ContainerRequestContext context) throws IOException {
    Resolution lookup = lookUp(context);
    service
        .answerIfComplete(lookup)
        .ifPresentOrElse(
            answer -> context.abortWith(answers.write(answer)),
            () -> context.setProperty(LOOKUP, lookup));
  }

  private Resolution lookUp(ContainerRequestContext context) throws IOException {
    int room = bodies.reserve(context.getLength());
    try {
      return service.lookUp(EmbedRequestParser.parse(context.getEntityStream(), settings.limits()));
    } finally {
      bodies.release(room);
    }
  }
}
