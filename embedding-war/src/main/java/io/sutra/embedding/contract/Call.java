package io.sutra.embedding.contract;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** A request as {@link Answers} sees it. Used by one thread at a time. */
public interface Call {

  /** What stands in the path for the asterisk of the route, decoded; empty without one. */
  String rest();

  /** A parameter of the query, decoded. */
  Optional<String> query(String name);

  /** A header, the first of its name. */
  Optional<String> header(String name);

  /**
   * The whole body, decoded and bounded; {@code Content-Type} must be JSON.
   *
   * @throws io.sutra.domain.EmbeddingException when it is too large, too slow, or not JSON by its
   *     own declaration
   */
  byte[] body() throws IOException;

  /**
   * The body as it comes, decoded, of any length.
   *
   * @param mediaTypes of which it must be one, such as {@code text/plain}
   */
  InputStream stream(String... mediaTypes) throws IOException;

  /** The service. */
  Backend backend();
}
