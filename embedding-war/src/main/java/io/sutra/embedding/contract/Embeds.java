package io.sutra.embedding.contract;

import com.fasterxml.jackson.core.JsonParser;
import io.sutra.domain.RequestLimits;
import java.io.IOException;

/** Embeds what a JSON body holds: the door does everything between the parsing and the answer. */
@FunctionalInterface
public non-sealed interface Embeds extends Handler {

  /**
   * Reads one request. {@code parser} is strict and stands on the first token; what follows the
   * value is not this method's.
   *
   * @param limits of one request
   * @throws io.sutra.domain.EmbeddingException when the body breaks the contract
   * @throws IOException when it is not JSON
   */
  Parsed parse(JsonParser parser, RequestLimits limits) throws IOException;
}
