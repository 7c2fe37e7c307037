package io.sutra.embedding.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sutra.domain.EmbeddingException;
import io.sutra.domain.RequestLimits;
import io.sutra.web.JsonFields;
import io.sutra.web.StrictJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The fields of a body, each with what is done with its value. A field that may be left out may
 * also be null, which some clients send; one that is not listed is refused by its name, unless it
 * is null. Immutable.
 *
 * @param <D> what the values are put into
 */
final class BodyFields<D> {

  private final Map<String, Known<D>> fields;

  private BodyFields(Map<String, Known<D>> fields) {
    this.fields = fields;
  }

  /** Takes a field's value. */
  @FunctionalInterface
  interface Taker<D> {
    void take(D draft, FieldValue value) throws IOException;
  }

  /**
   * {@code required} says what a field has to be that must be there; empty when it may be left out.
   */
  private record Known<D>(String required, Taker<D> taker) {}

  /** No fields yet. */
  static <D> BodyFields<D> none() {
    return new BodyFields<>(Map.of());
  }

  /**
   * With a field that must be there.
   *
   * @param kind what its value has to be: "a string"
   */
  BodyFields<D> required(String name, String kind, Taker<D> taker) {
    return with(name, new Known<>(kind, taker));
  }

  /** With a field that may be left out, or null. */
  BodyFields<D> optional(String name, Taker<D> taker) {
    return with(name, new Known<>("", taker));
  }

  /** With fields of which nothing is kept, because they mean nothing here. */
  BodyFields<D> ignored(String... names) {
    BodyFields<D> all = this;
    for (String name : names) {
      all = all.optional(name, (draft, value) -> value.skip());
    }
    return all;
  }

  /**
   * With a field that the contract has and this service does not.
   *
   * @param predicate says why, and what to do: "is not read; send 'texts'."
   */
  BodyFields<D> refused(String name, String predicate) {
    return optional(
        name,
        (draft, value) -> {
          throw value.invalid("not_supported", predicate);
        });
  }

  private BodyFields<D> with(String name, Known<D> field) {
    var all = new LinkedHashMap<>(fields);
    all.put(name, field);
    return new BodyFields<>(all);
  }

  /**
   * Reads the body, on whose first token the parser stands, into {@code draft}.
   *
   * @return {@code draft}
   * @throws EmbeddingException when it breaks a rule
   * @throws IOException when it is not JSON
   */
  D read(D draft, JsonParser parser, RequestLimits limits) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw EmbeddingException.invalid(
          "invalid_type", "The body must be a JSON object. Its fields are " + listed() + ".");
    }
    return readObject(draft, new FieldValue("", parser, limits));
  }

  /** Reads the body of a request that does not embed. */
  D read(D draft, Call call) throws IOException {
    RequestLimits limits = call.backend().settings().limits();
    return StrictJson.read(
        new ByteArrayInputStream(call.body()),
        limits.maximumBodyBytes(),
        parser -> read(draft, parser, limits));
  }

  /** Reads an object that is the value of a field of the body. */
  D read(D draft, FieldValue value) throws IOException {
    if (value.parser().currentToken() != JsonToken.START_OBJECT) {
      throw value.invalid("invalid_type", "must be an object. Its fields are " + listed() + ".");
    }
    return readObject(draft, value);
  }

  private D readObject(D draft, FieldValue object) throws IOException {
    JsonParser parser = object.parser();
    Set<String> taken = new HashSet<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      Known<D> field = fields.get(name);
      boolean required = field != null && !field.required().isEmpty();
      if (parser.currentToken() == JsonToken.VALUE_NULL && !required) {
        continue;
      }
      if (field == null) {
        throw JsonFields.unknown(object.nameOf(name), listed());
      }
      field.taker().take(draft, new FieldValue(object.nameOf(name), parser, object.limits()));
      taken.add(name);
    }
    fields.forEach(
        (name, field) -> {
          if (!field.required().isEmpty() && !taken.contains(name)) {
            String whole = object.nameOf(name);
            throw EmbeddingException.invalid(
                whole,
                "missing_field",
                "The field '" + whole + "' is required: " + field.required() + ".");
          }
        });
    return draft;
  }

  private String listed() {
    return String.join(", ", fields.keySet());
  }
}
