package io.sutra.embedding.contract;

import io.sutra.domain.EmbeddingException;
import io.sutra.domain.FieldNames;
import io.sutra.web.ErrorBody;
import io.sutra.web.ErrorStatus;
import java.util.List;

/** An API that callers' programs speak. Implementations keep nothing and are thread-safe. */
public interface Contract {

  /** The name in {@code SUTRA_CONTRACTS}, such as {@code openai}. */
  String name();

  /** The addresses that it has. */
  List<Route> routes();

  /**
   * How an error is told: in OpenAI's shape, unless the contract has another. The door adds the
   * status's own headers ({@code Retry-After}, {@code WWW-Authenticate}, {@code Allow}).
   *
   * @param names of the fields of the request; {@link #names} while it is not parsed
   */
  default Reply error(EmbeddingException error, FieldNames names) {
    return Reply.json(ErrorStatus.of(error), ErrorBody.of(error, names).toJson());
  }

  /** How the contract names the fields of the domain. */
  FieldNames names();
}
