package io.sutra.embedding.service;

import io.sutra.domain.EmbeddingException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Knows the models that are served now, or were served last. Implementations are thread-safe. */
public interface ProfileSource {

  /**
   * The models whose vectors are looked for, the default first; empty before one was ever heard of.
   */
  List<ModelProfile> all();

  /** A model of that fingerprint just answered. */
  void answered(String fingerprint);

  /** The default model; empty before one was ever heard of. */
  default Optional<ModelProfile> first() {
    return all().stream().findFirst();
  }

  /**
   * The model that a caller asks for.
   *
   * @param name of it; the default model when empty
   * @throws EmbeddingException when no model was ever heard of, or none of that name
   */
  default ModelProfile get(Optional<String> name) {
    List<ModelProfile> known = all();
    if (known.isEmpty()) {
      throw EmbeddingException.notReady(
          "No model has been heard of yet; /health/ready says why.", Duration.ofSeconds(1));
    }
    if (name.isEmpty()) {
      return known.getFirst();
    }
    for (ModelProfile profile : known) {
      if (profile.name().equals(name.get())) {
        return profile;
      }
    }
    throw EmbeddingException.unknownModel(known.stream().map(ModelProfile::name).toList());
  }
}
