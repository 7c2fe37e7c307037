package io.sutra.mlbase.inference;

import io.sutra.domain.EmbeddingException;
import java.util.List;
import java.util.Optional;

/** The models that this server serves. Thread-safe. */
@FunctionalInterface
public interface ServedModels {

  /**
   * The services of all models, the default first.
   *
   * @throws EmbeddingException when the models are not loaded
   */
  List<EmbeddingService> services();

  /**
   * The service of one model.
   *
   * @param name of the model; the default one when empty
   * @throws EmbeddingException when no such model is served, or the models are not loaded
   */
  default EmbeddingService service(Optional<String> name) {
    List<EmbeddingService> services = services();
    if (name.isEmpty()) {
      return services.getFirst();
    }
    for (EmbeddingService service : services) {
      if (service.model().name().equals(name.get())) {
        return service;
      }
    }
    throw EmbeddingException.unknownModel(
        services.stream().map(service -> service.model().name()).toList());
  }
}
