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
 * @param access who may use it
 * @param body how its body is read
 * @param handler what happens there
 * @param description for the OpenAPI document
 */
public record Route(
    String method,
    String path,
    Set<String> markers,
    Access access,
    Body body,
    Handler handler,
    Description description) {

  /** Who may use a route. */
  public enum Access {
    /** Whoever has a key, where keys are asked for. */
    KEY,
    /** Everybody. */
    OPEN
  }

  /** How the body of a request is read. */
  public enum Body {
    /** It is held in memory, where there is room for it. */
    WHOLE,
    /** It is read while it is worked on, and may be of any length. */
    STREAMED
  }

  /** Copies the set. */
  public Route {
    markers = Set.copyOf(markers);
  }

  /** A route for {@code POST} that embeds what its body holds. */
  public static Route embedding(String path, Embeds handler, Description description) {
    return new Route("POST", path, Set.of(), Access.KEY, Body.WHOLE, handler, description);
  }

  /** A route that answers with something else than vectors. */
  public static Route of(String method, String path, Answers handler, Description description) {
    return new Route(method, path, Set.of(), Access.KEY, Body.WHOLE, handler, description);
  }

  /** The same for bodies that have one of {@code fields} at their top. */
  public Route markedBy(String... fields) {
    return new Route(method, path, Set.of(fields), access, body, handler, description);
  }

  /** The same without a key. */
  public Route open() {
    return new Route(method, path, markers, Access.OPEN, body, handler, description);
  }

  /** The same with a body of any length. */
  public Route streamed() {
    return new Route(method, path, markers, access, Body.STREAMED, handler, description);
  }

  /** Whether a body is held in memory. */
  public boolean holdsBody() {
    return method.equals("POST") && body == Body.WHOLE;
  }
}
