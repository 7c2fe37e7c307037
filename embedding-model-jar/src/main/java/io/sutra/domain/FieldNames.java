package io.sutra.domain;

import java.util.Map;

/** How the caller's contract names a place of the domain, for errors. Immutable. */
@FunctionalInterface
public interface FieldNames {

  /** The names of {@code POST /embed}, which ml-base has too. */
  FieldNames PLAIN = Place::toString;

  /** The name of {@code place}, such as {@code input[3]}. */
  String of(Place place);

  /** {@code others} name their fields; every other field has its plain name. */
  static FieldNames renamed(Map<Field, String> others) {
    Map<Field, String> names = Map.copyOf(others);
    return place -> {
      String name = names.get(place.field());
      return name == null ? place.toString() : place.under(name);
    };
  }

  /**
   * The same names for a request whose input is one text outside any array, so that what the domain
   * calls the first element is the field itself.
   */
  default FieldNames ofSingleInput() {
    return place ->
        (place.field() == Field.TEXTS || place.field() == Field.TOKENS)
                && !place.indices().isEmpty()
            ? of(new Place(place.field(), place.indices().subList(1, place.indices().size())))
            : of(place);
  }
}
