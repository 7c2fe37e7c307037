package io.sutra.mlbase.inference;

import io.sutra.mlbase.model.ModelDescription;

/** The model that this server serves, whether or not it is loaded yet. Thread-safe. */
public interface ServedModel {

  ModelDescription description();

  /**
   * The service that computes with it.
   *
   * @throws io.sutra.api.EmbeddingException when the model is not loaded
   */
  EmbeddingService service();
}
