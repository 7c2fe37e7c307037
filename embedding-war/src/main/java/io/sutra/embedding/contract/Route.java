package io.sutra.embedding.contract;

import java.util.Set;

/**
 * One address of a contract.
 *
 * @param method of HTTP, in capitals
 * @param path from the root, such as {@code /v1/models}; one that ends in {@code /*} takes every
 *     longer path, and {@link Call#rest} is what stands for the asterisk, decoded
 * @param markers fields of the body of which one tells this route from others of the same address;
 *     none for the route that takes every other body
 * @param handler what happens there
 * @param description for the OpenAPI document
 */
public record Route(
    String method, String path, Set<String> markers, Handler handler, Description description) {

  /** Copies the set. */
  public Route {
    markers = Set.copyOf(markers);
  }

  /** A route for {@code POST} that embeds what its body holds. */
  public static Route embedding(String path, Embeds handler, Description description) {
    return new Route("POST", path, Set.of(), handler, description);
  }

  /** A route for {@code POST} that answers a body with something else than vectors. */
  public static Route post(String path, Answers handler, Description description) {
    return new Route("POST", path, Set.of(), handler, description);
  }

  /** A route for {@code GET}. */
  public static Route get(String path, Answers handler, Description description) {
    return new Route("GET", path, Set.of(), handler, description);
  }

  /** The same for bodies that have one of {@code fields} at their top. */
  public Route markedBy(String... fields) {
    return new Route(method, path, Set.of(fields), handler, description);
  }
}
