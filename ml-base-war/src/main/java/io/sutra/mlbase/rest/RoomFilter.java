package io.sutra.mlbase.rest;

import io.sutra.domain.EmbeddingException;
import io.sutra.mlbase.inference.EmbeddingService;
import io.sutra.mlbase.inference.ServedModels;
import io.sutra.web.ErrorMapper;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import java.util.List;

/**
 * Refuses a request before its body is looked at, when there is no room even for a single text.
 * Under a threefold load two requests are refused for each that is answered, and what they cost is
 * taken from inference: here they are not suspended and resumed, as every other answer is.
 *
 * <p>Among several models the body says which is asked, so there it is the resource that refuses.
 */
@Provider
@WithRoom
public class RoomFilter implements ContainerRequestFilter {

  // The server ignores a provider whose constructor wants something.
  @Inject private ServedModels models;

  @Override
  public void filter(ContainerRequestContext context) {
    try {
      List<EmbeddingService> services = models.services();
      if (services.size() == 1) {
        services.getFirst().checkRoom();
      }
    } catch (EmbeddingException e) {
      context.abortWith(ErrorMapper.of(e));
    }
  }
}
