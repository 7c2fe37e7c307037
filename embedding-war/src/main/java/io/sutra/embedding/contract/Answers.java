package io.sutra.embedding.contract;

import java.io.IOException;

/** Answers anything else than vectors; on a thread of its own, so it may wait. */
@FunctionalInterface
public non-sealed interface Answers extends Handler {

  /**
   * The answer to one request. A path parameter, a header and the body are in {@code call}.
   *
   * @throws io.sutra.domain.EmbeddingException when it is refused
   * @throws IOException when the connection fails
   */
  Reply answer(Call call) throws IOException;
}
