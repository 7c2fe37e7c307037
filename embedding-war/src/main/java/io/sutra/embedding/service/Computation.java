package io.sutra.embedding.service;

import io.sutra.cache.api.CacheKey;
import io.sutra.domain.EmbedInput;
import io.sutra.domain.EmbeddingException;
import io.sutra.domain.TextTokens;
import io.sutra.embedding.service.Flights.Flight;
import io.sutra.embedding.service.Flights.Landed;
import io.sutra.embedding.service.Flights.Source;
import io.sutra.embedding.service.Resolution.Order;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The work on some texts of one request: looks them up in the shared cache in one go and has the
 * model compute the rest in one go. Each text's flight lands as soon as its vector is there, and
 * whatever was computed is kept, whether or not anybody still waits for it. Runs once, on a thread
 * of its own.
 */
final class Computation {

  private final Parts parts;
  private final Order order;
  private final int storedDimension;

  /** The texts that have not landed, in the order of the request. */
  private final Set<Text> open;

  /**
   * What every computation needs.
   *
   * @param flights where texts land
   * @param memory L1
   * @param shared L2
   * @param model computes
   * @param profiles hears which model answered
   * @param counters counts what was computed
   * @param expiry gives the moment until which a vector computed now is served
   */
  record Parts(
      Flights flights,
      MemoryCache memory,
      SharedCache shared,
      Model model,
      ProfileSource profiles,
      CacheCounters counters,
      Expiry expiry) {}

  /** When a vector that is computed now expires. */
  @FunctionalInterface
  interface Expiry {
    Instant ofNewVector();
  }

  /** A text to be found. */
  record Text(Flight flight, int index) {}

  Computation(Parts parts, Order order, int storedDimension, List<Text> texts) {
    this.parts = parts;
    this.order = order;
    this.storedDimension = storedDimension;
    this.open = new LinkedHashSet<>(texts);
  }

  /** Lets every flight land or fail; throws nothing. */
  Model.Effort run() {
    Model.Effort effort = Model.Effort.NONE;
    try {
      if (order.policy().mayLook()) {
        lookInShared();
      } else if (order.policy().mayStore()) {
        parts.shared().forget(open.stream().map(text -> text.flight().key()).toList());
      }
      if (!open.isEmpty()) {
        effort = computeAll(storedDimension);
      }
      // How the vectors of a model that is new here are cut is not known yet: it cuts them itself.
      if (!open.isEmpty()) {
        effort = effort.or(computeAll(order.dimension()));
      }
    } catch (RuntimeException | Error failure) {
      // The caller waits for the first first: when it hears of the failure, none is in flight.
      List.copyOf(open).reversed().forEach(text -> parts.flights().fail(text.flight(), failure));
    }
    return effort;
  }

  private void lookInShared() {
    List<@Nullable StoredVector> found =
        parts
            .shared()
            .get(
                open.stream().map(text -> text.flight().key()).toList(),
                order.profile().fingerprint());
    List<CacheKey> wrong = new ArrayList<>();
    List<CacheKey> old = new ArrayList<>();
    List<Text> looked = List.copyOf(open);
    for (int i = 0; i < looked.size(); i++) {
      StoredVector cached = found.get(i);
      if (cached == null) {
        continue;
      }
      if (VectorCheck.isSane(cached, order.profile())) {
        if (!take(looked.get(i), cached.cutBy(order.profile().rotation()))) {
          old.add(looked.get(i).flight().key());
        }
      } else {
        wrong.add(looked.get(i).flight().key());
      }
    }
    parts.shared().discard(wrong);
    // The shard keeps the first vector of a key: a new one is taken when that is gone.
    if (order.policy().replaces() && order.policy().mayStore()) {
      parts.shared().forget(old);
    }
  }

  /** Lets the text land, unless the vector is too short or too old. */
  private boolean take(Text text, StoredVector shared) {
    if (!shared.serves(order.dimension())
        || !order.policy().accepts(shared, parts.expiry().ofNewVector())) {
      return false;
    }
    parts.memory().put(text.flight().key(), shared);
    land(text, new Landed(shared, Source.SHARED));
    return true;
  }

  private void land(Text text, Landed landed) {
    open.remove(text);
    parts.flights().land(text.flight(), landed);
  }

  /**
   * Has all that is open computed. When a replica is lost in the middle of its answer, another one
   * computes the rest; each further attempt needs an answer that had begun, so it ends.
   */
  private Model.Effort computeAll(int dimension) {
    while (true) {
      List<Text> asked = List.copyOf(open);
      EmbedInput input = order.request().input().select(asked.stream().map(Text::index).toList());
      var landing = new Landing(input, asked);
      try {
        return compute(input, dimension, landing);
      } catch (EmbeddingException e) {
        boolean lost = e.reason() == EmbeddingException.Reason.NOT_READY && landing.hasBegun();
        if (!lost || open.isEmpty() || order.deadline().hasPassed()) {
          throw e;
        }
      }
    }
  }

  private Model.Effort compute(EmbedInput input, int dimension, Landing landing) {
    if (order.policy().use() == CachePolicy.Use.REQUIRED) {
      throw EmbeddingException.notCached(open.size(), order.request().input().size());
    }
    var job =
        new Model.Job(
            input,
            order.request().inputType(),
            dimension,
            order.request().model().map(asCalled -> order.profile().name()),
            order.deadline());
    return parts.model().compute(job, landing);
  }

  /** Keeps each vector that comes, and lets its text's flight land. */
  private final class Landing implements Model.Receiver {

    private final EmbedInput input;
    private final List<Text> asked;
    private final Instant expiresAt = parts.expiry().ofNewVector();
    private Model.@Nullable Origin origin;

    /** Null while the keys of the request are those of the model that answers. */
    private @Nullable KeyHasher hasher;

    Landing(EmbedInput input, List<Text> asked) {
      this.input = input;
      this.asked = asked;
    }

    /** Whether an answer has come, or a part of it. */
    boolean hasBegun() {
      return origin != null;
    }

    @Override
    public void begins(Model.Origin begun) {
      origin = begun;
      parts.profiles().answered(begun.fingerprint());
      ModelProfile profile = order.profile();
      boolean sameKeys =
          isKnown(begun)
              && profile.window() == begun.window()
              && profile.prefix(order.request().inputType()).equals(begun.prefix());
      hasher = sameKeys ? null : new KeyHasher(begun.fingerprint(), begun.window(), begun.prefix());
    }

    private boolean isKnown(Model.Origin given) {
      return order.profile().fingerprint().equals(given.fingerprint());
    }

    @Override
    public void vector(int index, float[] numbers, TextTokens tokens) {
      Model.Origin by = origin;
      if (by == null) {
        throw new IllegalStateException("a vector before it is said who computes");
      }
      Text text = asked.get(index);
      parts.counters().computed(1);
      var pooled = new StoredVector(numbers, tokens, by.fingerprint(), expiresAt);
      if (!VectorCheck.isFinite(numbers)
          || (isKnown(by) && !VectorCheck.isSane(pooled, order.profile()))) {
        open.remove(text);
        parts
            .flights()
            .fail(
                text.flight(),
                EmbeddingException.failed(
                    "The model gave a vector that is none.",
                    new IllegalStateException("not finite, or of another size than the model's")));
        return;
      }
      StoredVector vector = isKnown(by) ? pooled.cutBy(order.profile().rotation()) : pooled;
      if (order.policy().mayStore()) {
        store(hasher == null ? text.flight().key() : hasher.key(input, index), vector);
      }
      if (vector.serves(order.dimension())) {
        land(text, new Landed(vector, Source.MODEL));
      }
    }

    private void store(CacheKey key, StoredVector vector) {
      // The shard keeps one that cannot be cut yet; whoever finds it there will know how.
      if (vector.canBeCut()) {
        if (order.policy().replaces()) {
          parts.memory().remove(key);
        }
        parts.memory().put(key, vector);
      }
      parts.shared().put(key, vector);
    }
  }
}
