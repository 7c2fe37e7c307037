package io.sutra.embedding.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.domain.EmbedRequest;
import io.sutra.domain.EmbeddingException;
import io.sutra.domain.EmbeddingException.Reason;
import io.sutra.domain.RequestLimits;
import io.sutra.domain.TextTokens;
import io.sutra.embedding.service.EmbeddingService.Caching;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is kept and handed over of requests that are long, late, shared or partly in a cache. */
@Timeout(60)
final class ResolutionTest {

  private static final Duration LONG = Duration.ofSeconds(50);
  private static final Duration SHORT = Duration.ofMillis(300);

  private final StandInModel model = new StandInModel();
  private final MapCaches.Memory memory = new MapCaches.Memory();
  private final MapCaches.Shared shared = new MapCaches.Shared();
  private final CacheCounters counters = new CacheCounters();
  private final CountDownLatch end = new CountDownLatch(1);

  private final ProfileSource profiles =
      new ProfileSource() {
        @Override
        public List<ModelProfile> all() {
          return List.of(StandInModel.PROFILE);
        }

        @Override
        public void answered(String fingerprint) {}
      };

  private final Resolver resolver =
      new Resolver(
          new Resolver.Settings(OptionalInt.empty(), Duration.ofHours(1)),
          new Resolver.Ports(memory, shared, model, profiles),
          counters,
          Clock.systemUTC(),
          task -> Thread.ofVirtual().start(task));

  private EmbeddingService service(Duration timeout, Caching caching) {
    return new EmbeddingService(
        new EmbeddingService.Rules(
            OptionalInt.empty(), new RequestLimits(1 << 20, 4_096, 100_000), timeout, caching),
        profiles,
        memory,
        resolver,
        counters);
  }

  private EmbedAnswer answer(EmbeddingService service, List<String> texts, CachePolicy policy) {
    return service.complete(
        service.lookUp(
            new EmbedRequest(
                texts, OptionalInt.of(8), true, Optional.empty(), Optional.empty(), true),
            policy));
  }

  private EmbedAnswer answer(EmbeddingService service, List<String> texts) {
    return answer(service, texts, CachePolicy.DEFAULT);
  }

  private static List<String> texts(int count) {
    return IntStream.range(0, count).mapToObj(i -> "text " + i).toList();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void letEverythingGoOn() {
    end.countDown();
  }

  /** The model gives {@code texts} a call and then fails as when its time is up. */
  private void limit(int texts) {
    model.beforeText =
        index -> {
          if (index == texts) {
            throw EmbeddingException.timedOut("time is up", Duration.ofSeconds(1));
          }
        };
  }

  @Test
  void complete_longerThanItsTime_getsFurtherWithEachRepetition() {
    EmbeddingService service = service(LONG, Caching.ON);
    limit(40);

    for (int there : List.of(40, 80)) {
      assertThatThrownBy(() -> answer(service, texts(100)))
          .isInstanceOfSatisfying(
              EmbeddingException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TIMED_OUT))
          .hasMessageContaining("Of 100 texts, " + there + " had")
          .hasMessageContaining("send the same request again");
    }
    EmbedAnswer answer = answer(service, texts(100));

    assertThat(answer.sources()).isEqualTo(new Sources(80, 0, 0, 20));
    assertThat(counters.snapshot().computed()).isEqualTo(100);
  }

  @Test
  void complete_afterItsDeadline_goesOnWithoutItsCaller() {
    model.beforeText =
        index -> {
          if (index == 2) {
            await(end);
          }
        };
    EmbeddingService service = service(SHORT, Caching.ON);
    assertThatThrownBy(() -> answer(service, texts(3))).hasMessageContaining("2 had");
    end.countDown();

    EmbedAnswer answer = answer(service(LONG, Caching.ON), texts(3));

    assertThat(answer.sources().computed()).isZero();
    assertThat(model.jobs).hasSize(1);
  }

  @Test
  void complete_oneTextOfALongerRequest_isThereAsSoonAsItIsComputed() throws Exception {
    var reached = new CountDownLatch(1);
    model.beforeText =
        index -> {
          if (index == 3) {
            reached.countDown();
            await(end);
          }
        };
    EmbeddingService service = service(LONG, Caching.ON);
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<EmbedAnswer> large = callers.submit(() -> answer(service, texts(500)));
      Resolution small =
          service.lookUp(
              new EmbedRequest(
                  List.of("text 2"),
                  OptionalInt.of(8),
                  true,
                  Optional.empty(),
                  Optional.empty(),
                  true));
      await(reached);

      assertThat(service.complete(small).vectors()).hasSize(1);
      assertThat(large.isDone()).isFalse();
      end.countDown();
      assertThat(large.get().sources().computed()).isEqualTo(500);
    }
  }

  @Test
  void complete_textOfARequestThatHangs_isBegunAnewByTheNext() throws Exception {
    var hanging = new CountDownLatch(1);
    model.before =
        () -> {
          if (model.jobs.size() == 1) {
            hanging.countDown();
            await(end);
          }
        };
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<EmbedAnswer> first =
          callers.submit(() -> answer(service(SHORT, Caching.ON), texts(1)));
      await(hanging);

      EmbedAnswer next = answer(service(LONG, Caching.ON), texts(1));

      assertThat(next.sources()).isEqualTo(new Sources(0, 0, 0, 1));
      assertThatThrownBy(first::get).hasMessageContaining("0 had");
      end.countDown();
    }
  }

  @Test
  void complete_replicaIsLostInTheMiddle_anotherComputesTheRest() {
    EmbeddingService service = service(LONG, Caching.ON);
    model.beforeText =
        index -> {
          if (model.jobs.size() == 1 && index == 7) {
            throw EmbeddingException.notReady("lost", Duration.ofSeconds(1));
          }
        };

    assertThat(answer(service, texts(10)).sources()).isEqualTo(new Sources(0, 0, 0, 10));
    assertThat(model.jobs).extracting(job -> job.input().size()).containsExactly(10, 3);
  }

  @Test
  void complete_modelThatCannotBeReached_isAskedOnce() {
    EmbeddingService service = service(LONG, Caching.ON);
    model.before =
        () -> {
          throw EmbeddingException.notReady("nobody there", Duration.ofSeconds(1));
        };

    assertThatThrownBy(() -> answer(service, texts(2))).hasMessageContaining("nobody there");
    assertThat(model.jobs).hasSize(1);
  }

  @Test
  void complete_vectorThatIsNotFinite_isNotKept() {
    EmbeddingService service = service(LONG, Caching.ON);
    model.broken = true;
    assertThatThrownBy(() -> answer(service, texts(1)))
        .isInstanceOfSatisfying(
            EmbeddingException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FAILED));
    model.broken = false;

    assertThat(answer(service, texts(1)).sources().computed()).isEqualTo(1);
  }

  @Test
  void complete_whatTheShardCannotHave_isAMiss() {
    EmbeddingService service = service(LONG, Caching.ON);
    answer(service, texts(1));
    StoredVector good = memory.map.values().iterator().next();
    for (StoredVector bad :
        List.of(
            new StoredVector(
                new float[] {Float.NaN, 1, 1, 1, 1, 1, 1, 1},
                good.tokens(),
                good.fingerprint(),
                good.expiresAt()),
            new StoredVector(
                new float[16_000], good.tokens(), good.fingerprint(), good.expiresAt()),
            new StoredVector(
                good.numbers(), new TextTokens(-5, 3), good.fingerprint(), good.expiresAt()))) {
      shared.map.replaceAll((key, vector) -> bad);
      memory.clear();

      assertThat(answer(service, texts(1)).sources()).isEqualTo(new Sources(0, 0, 0, 1));
    }
  }

  @Test
  void complete_noCache_computesAndStoresAnew() {
    EmbeddingService service = service(LONG, Caching.ON);
    answer(service, texts(1));
    StoredVector before = memory.map.values().iterator().next();
    var noCache =
        new CachePolicy(CachePolicy.Use.REFUSED, CachePolicy.Store.ALLOWED, Optional.empty());

    assertThat(answer(service, texts(1), noCache).sources().computed()).isEqualTo(1);
    assertThat(memory.map.values()).hasSize(1).doesNotContain(before);
  }

  @Test
  void complete_noStore_remembersNothing() {
    EmbeddingService service = service(LONG, Caching.ON);
    var noStore =
        new CachePolicy(CachePolicy.Use.ALLOWED, CachePolicy.Store.REFUSED, Optional.empty());

    assertThat(answer(service, texts(2), noStore).sources().computed()).isEqualTo(2);
    assertThat(memory.map).isEmpty();
    assertThat(shared.map).isEmpty();
  }

  @Test
  void complete_onlyIfCached_computesNothing() {
    EmbeddingService service = service(LONG, Caching.ON);
    answer(service, texts(1));
    memory.clear();
    var onlyIfCached =
        new CachePolicy(CachePolicy.Use.REQUIRED, CachePolicy.Store.ALLOWED, Optional.empty());

    assertThat(answer(service, texts(1), onlyIfCached).sources().shared()).isEqualTo(1);
    assertThatThrownBy(() -> answer(service, texts(3), onlyIfCached))
        .isInstanceOfSatisfying(
            EmbeddingException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_CACHED))
        .hasMessageContaining("2 of 3");
    assertThat(model.jobs).hasSize(1);
  }

  @Test
  void complete_olderThanMaximumAge_isComputedAnew() {
    EmbeddingService service = service(LONG, Caching.ON);
    answer(service, texts(1));
    var young =
        new CachePolicy(
            CachePolicy.Use.ALLOWED, CachePolicy.Store.ALLOWED, Optional.of(Duration.ZERO));
    var old =
        new CachePolicy(
            CachePolicy.Use.ALLOWED, CachePolicy.Store.ALLOWED, Optional.of(Duration.ofMinutes(5)));

    assertThat(answer(service, texts(1), old).sources().memory()).isEqualTo(1);
    StoredVector before = shared.map.values().iterator().next();
    assertThat(answer(service, texts(1), young).sources().computed()).isEqualTo(1);
    assertThat(memory.map.values()).as("the new one takes its place").doesNotContain(before);
    assertThat(shared.map.values()).doesNotContain(before);
  }

  @Test
  void complete_withoutACache_sharesAndKeepsNothing() {
    EmbeddingService service = service(LONG, Caching.OFF);

    for (int i = 0; i < 2; i++) {
      assertThat(answer(service, List.of("a", "a")).sources()).isEqualTo(new Sources(0, 0, 0, 2));
    }
    assertThat(memory.map).isEmpty();
    assertThat(model.jobs).hasSize(2);
  }
}
