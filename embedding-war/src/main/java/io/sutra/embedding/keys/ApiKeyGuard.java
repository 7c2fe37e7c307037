package io.sutra.embedding.keys;

import io.sutra.domain.EmbeddingException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a key, if there are any. Thread-safe.
 *
 * @param file the keys; none are asked for when it is empty
 */
public record ApiKeyGuard(Optional<ApiKeysFile> file) {

  /**
   * Lets a request pass or throws.
   *
   * @param authorization the request's {@code Authorization} header
   * @throws EmbeddingException when a key is missing or wrong
   */
  public void check(@Nullable String authorization) {
    if (file.isPresent() && !file.get().allows(authorization)) {
      throw EmbeddingException.unauthorized(authorization != null);
    }
  }
}
