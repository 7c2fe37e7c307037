package io.sutra.embedding.service;

import java.util.Optional;

/** Knows the model that is served now, or was served last. Implementations are thread-safe. */
public interface ProfileSource {

  /** The model whose vectors are looked for; empty before one was ever heard of. */
  Optional<ModelProfile> current();

  /** The model of that fingerprint just answered. */
  void answered(String fingerprint);
}
