package io.sutra.embedding.contract;

import io.sutra.domain.EmbeddingException;
import io.sutra.domain.FieldNames;
import java.util.List;

/** An API that callers' programs speak. Implementations keep nothing and are thread-safe. */
public interface Contract {

  /** The name in {@code SUTRA_CONTRACTS}, such as {@code openai}. */
  String name();

  /** The addresses that it has. */
  List<Route> routes();

  /**
   * How an error is told. The door adds the status's own headers ({@code Retry-After}, {@code
   * WWW-Authenticate}, {@code Allow}).
   *
   * @param names of the fields of the request; {@link #names} while it is not parsed
   */
  Reply error(EmbeddingException error, FieldNames names);

  /** How the contract names the fields of the domain. */
  FieldNames names();
}
