package io.sutra.embedding.web;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The query of an address; the server's own reader of it would read bodies of forms too. */
final class Query {

  private Query() {}

  /**
   * The first parameter of that name, decoded.
   *
   * @param raw the query as it was sent
   * @throws io.sutra.domain.EmbeddingException when it is not UTF-8 in percent-encoding
   */
  static Optional<String> parameter(@Nullable String raw, String name) {
    if (raw == null) {
      return Optional.empty();
    }
    for (String pair : raw.split("&", -1)) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      if (key.equals(name)) {
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        return Optional.of(RequestPath.decode(value.replace('+', ' ')));
      }
    }
    return Optional.empty();
  }
}
