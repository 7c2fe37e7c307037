package io.sutra.embedding.service;

import io.sutra.domain.InputType;
import io.sutra.domain.vector.Rotation;
import java.util.List;
import java.util.Optional;

/**
 * What has to be known of a model to answer from a cache, without asking the model.
 *
 * @param name that callers use
 * @param fingerprint 64 hexadecimal digits that differ whenever vectors may
 * @param window the most tokens that the model reads of a text
 * @param vocabularySize tokens are the ids from 0 to one less
 * @param dimensions all that may be asked for, largest first; the first is the model's own
 * @param queryPrefix put before a text that is a query; may be empty
 * @param documentPrefix put before a text that is a document; may be empty
 * @param rotation by which its vectors are cut, if it has one
 */
public record ModelProfile(
    String name,
    String fingerprint,
    int window,
    int vocabularySize,
    List<Integer> dimensions,
    String queryPrefix,
    String documentPrefix,
    Optional<Rotation> rotation) {

  public ModelProfile {
    dimensions = List.copyOf(dimensions);
    if (name.isEmpty() || dimensions.isEmpty() || window < 1 || vocabularySize < 1) {
      throw new IllegalArgumentException(
          "a model has a name, a dimension, a window and a vocabulary");
    }
    if (!fingerprint.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("a fingerprint is 64 hexadecimal digits");
    }
    if (rotation.isPresent() && rotation.get().dimension() != dimensions.getFirst()) {
      throw new IllegalArgumentException("a rotation is of the model's own size");
    }
  }

  /** The model's own size. */
  public int dimension() {
    return dimensions.getFirst();
  }

  /** What is put before a text of that type. */
  public String prefix(Optional<InputType> inputType) {
    return switch (inputType.orElse(null)) {
      case QUERY -> queryPrefix;
      case DOCUMENT -> documentPrefix;
      case null -> "";
    };
  }
}
