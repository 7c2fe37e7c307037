package io.sutra.embedding.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the OpenAPI document says of a route. Immutable.
 *
 * @param summary a line
 * @param details more than that; may be empty
 * @param request the body, if there is one
 * @param answer the body of a success
 * @param parameters in the path and in the query
 * @param statuses what each status means
 */
public record Description(
    String summary,
    String details,
    Optional<Shape> request,
    Shape answer,
    List<Parameter> parameters,
    SortedMap<Integer, String> statuses) {

  private static final String JSON = "application/json";

  /**
   * A body.
   *
   * @param mediaType of it
   * @param type a record with annotations of OpenAPI; any value when empty
   */
  public record Shape(String mediaType, Optional<Class<?>> type) {}

  /** A parameter. */
  public record Parameter(String name, Position position, String meaning) {

    /** Where it is. */
    public enum Position {
      PATH,
      QUERY
    }
  }

  /** A route that answers 200, or 401 when a key is needed. */
  public static Description of(String summary) {
    var statuses = new TreeMap<Integer, String>();
    statuses.put(200, "A JSON object");
    statuses.put(401, "No key, or a wrong one");
    return new Description(
        summary, "", Optional.empty(), new Shape(JSON, Optional.empty()), List.of(), statuses);
  }

  /** A route that refuses every request. */
  public static Description refused(String summary, String reason) {
    var statuses = new TreeMap<>(of(summary).statuses);
    statuses.remove(200);
    statuses.put(400, reason);
    return new Description(
        summary, "", Optional.empty(), new Shape(JSON, Optional.empty()), List.of(), statuses);
  }

  /** A route that embeds: with every error that the door can make of it. */
  public static Description ofEmbedding(String summary) {
    return of(summary)
        .readingJson()
        .with(200, "The vectors")
        .with(503, "A text is not cached and ml-base cannot be reached, or did not answer in time")
        .with(504, "A text is not cached, and the request wants nothing computed");
  }

  /** The same with every error that reading a body of JSON can be. */
  public Description readingJson() {
    return with(400, "A field breaks a rule; the message says which")
        .with(404, "An unknown model")
        .with(408, "The body came too slowly")
        .with(413, "The body is too large")
        .with(415, "The body is not declared as JSON, or is encoded in a way that is not read")
        .with(429, "Too busy; Retry-After and retry-after-ms say when to come back");
  }

  /** The same with more details. */
  public Description details(String more) {
    return new Description(summary, more, request, answer, parameters, statuses);
  }

  /** The same with the shape of a body of JSON. */
  public Description takes(Class<?> type) {
    return takes(new Shape(JSON, Optional.of(type)));
  }

  /** The same with the body. */
  public Description takes(Shape body) {
    return new Description(summary, details, Optional.of(body), answer, parameters, statuses);
  }

  /** The same with the shape of a success in JSON. */
  public Description gives(Class<?> type) {
    return gives(new Shape(JSON, Optional.of(type)));
  }

  /** The same with the body of a success. */
  public Description gives(Shape body) {
    return new Description(summary, details, request, body, parameters, statuses);
  }

  /** The same with another parameter. */
  public Description with(Parameter parameter) {
    var all = new ArrayList<>(parameters);
    all.add(parameter);
    return new Description(summary, details, request, answer, List.copyOf(all), statuses);
  }

  /** The same with what a status means. */
  public Description with(int status, String meaning) {
    var all = new TreeMap<>(statuses);
    all.put(status, meaning);
    return new Description(summary, details, request, answer, parameters, all);
  }
}
