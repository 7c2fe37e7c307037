package io.sutra.embedding.web;

import io.sutra.embedding.service.ModelProfile;
import io.sutra.embedding.service.ProfileSource;
import java.util.Map;
import java.util.Optional;

/**
 * Understands the names that callers have for models: the served one, the hub's with its owner
 * ({@code BAAI/bge-small-en-v1.5}), and the operator's aliases. Immutable.
 */
final class ModelNames {

  private final ProfileSource profiles;
  private final Map<String, String> aliases;

  /** {@code aliases} are the names that the operator has for served ones. */
  ModelNames(ProfileSource profiles, Map<String, String> aliases) {
    this.profiles = profiles;
    this.aliases = Map.copyOf(aliases);
  }

  /** The name under which the model is served; {@code asked} itself where none is meant. */
  String served(String asked) {
    if (isServed(asked)) {
      return asked;
    }
    String meant = aliases.getOrDefault(asked, asked);
    String last = meant.substring(meant.lastIndexOf('/') + 1);
    return !isServed(meant) && isServed(last) ? last : meant;
  }

  private boolean isServed(String name) {
    for (ModelProfile profile : profiles.all()) {
      if (profile.name().equals(name)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The model that a caller means.
   *
   * @param asked the caller's name for it; the default model when empty
   * @throws io.sutra.domain.EmbeddingException when there is none
   */
  ModelProfile model(Optional<String> asked) {
    return profiles.get(asked.map(this::served));
  }
}
