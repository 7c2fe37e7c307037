package io.sutra.embedding.contract;

import io.sutra.embedding.service.EmbedAnswer;
import io.sutra.web.VectorEncoding;

/** Writes vectors as JSON values. Implementations are thread-safe. */
@FunctionalInterface
public interface Digits {

  /**
   * The vector of the text at {@code index}, cut and scaled as the answer says; not to be changed.
   */
  byte[] json(EmbedAnswer answer, int index, VectorEncoding encoding);
}
