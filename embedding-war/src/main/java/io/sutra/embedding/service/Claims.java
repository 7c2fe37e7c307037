package io.sutra.embedding.service;

import io.sutra.embedding.service.Flights.Claim;
import io.sutra.embedding.service.Flights.Flight;
import io.sutra.embedding.service.Flights.Landed;
import io.sutra.embedding.service.Flights.Owner;
import io.sutra.embedding.service.Flights.Source;
import io.sutra.embedding.service.Resolution.Order;
import io.sutra.embedding.service.Resolution.Standing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The texts that one request waits for: for each flight, the places of its text in the request and
 * whose work it is. Used by one thread.
 */
final class Claims {

  private final Computation.Parts parts;
  private final Order order;
  private final int dimension;
  private final Map<Flight, Place> places = new LinkedHashMap<>();
  private final List<Computation.Text> own = new ArrayList<>();

  private record Place(List<Integer> indices, Owner owner) {}

  /**
   * No claims yet.
   *
   * @param dimension numbers that a flight has to give at least
   */
  Claims(Computation.Parts parts, Order order, int dimension) {
    this.parts = parts;
    this.order = order;
    this.dimension = dimension;
  }

  /** Claims each text that misses, or joins who did so before. */
  void claim(Resolution resolution) {
    resolution
        .missingPlaces()
        .forEach(
            (key, indices) -> {
              Claim claim = parts.flights().claim(key, dimension, order.deadline());
              add(resolution, claim, indices);
            });
    // What landed between the look into memory and the claim is in memory now.
    for (Computation.Text text : List.copyOf(own)) {
      StoredVector vector = parts.memory().get(text.flight().key());
      if (vector != null
          && vector.dimension() >= dimension
          && vector.canBeCut()
          && order.policy().accepts(vector, parts.expiry().ofNewVector())) {
        own.remove(text);
        parts.flights().land(text.flight(), new Landed(vector, Source.MEMORY));
      }
    }
  }

  /** Claims each text that misses for a request that shares nothing: nobody can join. */
  void claimAlone(Resolution resolution) {
    resolution
        .missingPlaces()
        .forEach(
            (key, indices) -> {
              var flight = new Flight(key, dimension, order.deadline());
              add(resolution, new Claim(flight, Owner.CALLER), indices);
            });
  }

  private void add(Resolution resolution, Claim claim, List<Integer> indices) {
    places.put(claim.flight(), new Place(indices, claim.owner()));
    boolean mine = claim.owner() == Owner.CALLER;
    if (mine) {
      own.add(new Computation.Text(claim.flight(), indices.getFirst()));
    }
    Standing standing = mine ? Standing.IN_FLIGHT_HERE : Standing.IN_FLIGHT_ELSEWHERE;
    indices.forEach(index -> resolution.awaits(index, standing));
  }

  /** All, in the order of the request. */
  Set<Flight> flights() {
    return places.keySet();
  }

  /** The texts that this request has to find. */
  List<Computation.Text> own() {
    return own;
  }

  /** Whether it is this request that has to let it land. */
  boolean isOwn(Flight flight) {
    return place(flight).owner() == Owner.CALLER;
  }

  /** Where its text stands in the request. */
  List<Integer> places(Flight flight) {
    return place(flight).indices();
  }

  private Place place(Flight flight) {
    Place place = places.get(flight);
    if (place == null) {
      throw new IllegalArgumentException("a flight that was not claimed here");
    }
    return place;
  }
}
