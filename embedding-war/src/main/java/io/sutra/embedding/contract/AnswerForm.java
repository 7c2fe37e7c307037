package io.sutra.embedding.contract;

import io.sutra.embedding.service.EmbedAnswer;
import java.util.Iterator;

/** Writes the answer to a request that embeds. */
@FunctionalInterface
public interface AnswerForm {

  /**
   * The body, JSON in UTF-8, in pieces of about a vector each. They are taken one at a time, so
   * that a long answer is never held as a whole; {@link Pieces} makes them of a head, vectors and a
   * tail.
   *
   * @param digits writes a vector as JSON, and remembers what is asked for often
   */
  Iterator<byte[]> pieces(EmbedAnswer answer, Digits digits);
}
