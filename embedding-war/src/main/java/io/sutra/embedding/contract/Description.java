package io.sutra.embedding.contract;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the OpenAPI document says of a route.
 *
 * @param summary a line
 * @param details more than that; may be empty
 * @param request the shape of the body, a record with annotations of OpenAPI
 * @param answer the shape of a success, likewise
 * @param statuses what each status means
 */
public record Description(
    String summary,
    String details,
    Optional<Class<?>> request,
    Optional<Class<?>> answer,
    SortedMap<Integer, String> statuses) {

  /** A route that answers 200, or 401 when a key is needed. */
  public static Description of(String summary) {
    var statuses = new TreeMap<Integer, String>();
    statuses.put(200, "A JSON object");
    statuses.put(401, "No key, or a wrong one");
    return new Description(summary, "", Optional.empty(), Optional.empty(), statuses);
  }

  /** A route that embeds: with every error that the door can make of it. */
  public static Description ofEmbedding(String summary) {
    return of(summary)
        .with(200, "The vectors")
        .with(400, "A field breaks a rule; the message says which")
        .with(404, "An unknown model")
        .with(408, "The body came too slowly")
        .with(413, "The body is too large")
        .with(415, "The body is not declared as JSON, or encoded in a way that is not read")
        .with(429, "Too busy; Retry-After and retry-after-ms say when to come back")
        .with(503, "A text is not cached and ml-base cannot be reached, or did not answer in time")
        .with(504, "A text is not cached, and nothing was to be computed");
  }

  /** The same with more details. */
  public Description details(String more) {
    return new Description(summary, more, request, answer, statuses);
  }

  /** The same with the shape of the body. */
  public Description takes(Class<?> shape) {
    return new Description(summary, details, Optional.of(shape), answer, statuses);
  }

  /** The same with the shape of a success. */
  public Description gives(Class<?> shape) {
    return new Description(summary, details, request, Optional.of(shape), statuses);
  }

  /** The same with what a status means. */
  public Description with(int status, String meaning) {
    var all = new TreeMap<>(statuses);
    all.put(status, meaning);
    return new Description(summary, details, request, answer, all);
  }
}
