package io.sutra.embedding.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.domain.EmbedRequest;
import io.sutra.domain.EmbeddingException;
import io.sutra.domain.EmbeddingException.Reason;
import io.sutra.domain.Field;
import io.sutra.domain.InputType;
import io.sutra.domain.Place;
import io.sutra.domain.RequestLimits;
import io.sutra.domain.vector.Matryoshka;
import io.sutra.domain.vector.Rotation;
import io.sutra.embedding.service.EmbeddingService.Caching;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class EmbeddingServiceTest {

  private static final String OTHER = "b".repeat(64);

  private final StandInModel model = new StandInModel();
  private final MapCaches.Memory memory = new MapCaches.Memory();
  private final MapCaches.Shared shared = new MapCaches.Shared();
  private final CacheCounters counters = new CacheCounters();
  private volatile ModelProfile profile = StandInModel.PROFILE;
  private Duration timeout = Duration.ofSeconds(30);
  private final EmbeddingService service = service(OptionalInt.empty());

  private EmbeddingService service(OptionalInt defaultDimension) {
    var profiles =
        new ProfileSource() {
          @Override
          public List<ModelProfile> all() {
            return List.of(profile, StandInModel.SECOND);
          }

          @Override
          public void answered(String fingerprint) {}
        };
    return new EmbeddingService(
        new EmbeddingService.Rules(
            defaultDimension, new RequestLimits(1 << 20, 4_096, 500), timeout, Caching.ON),
        profiles,
        memory,
        new Resolver(
            new Resolver.Settings(defaultDimension, Duration.ofHours(1)),
            new Resolver.Ports(memory, shared, model, profiles),
            counters,
            Clock.systemUTC(),
            task -> Thread.ofVirtual().start(task)),
        counters);
  }

  private static EmbedRequest request(List<String> texts, int dimension, boolean normalize) {
    return new EmbedRequest(
        texts, OptionalInt.of(dimension), normalize, Optional.empty(), Optional.empty(), true);
  }

  private static EmbedRequest request(String... texts) {
    return request(List.of(texts), 8, true);
  }

  private EmbedAnswer answer(EmbedRequest request) {
    return service.complete(service.lookUp(request));
  }

  private static float[] served(EmbedAnswer answer, int index) {
    return answer.vectors().get(index).served(answer.dimension(), answer.normalize());
  }

  @Test
  void complete_newThenKnownText_isComputedOnceAndCountedSo() {
    EmbedAnswer first = answer(request("a b"));
    EmbedAnswer second = answer(request("a b"));

    assertThat(first.cachedCount()).isZero();
    assertThat(first.usage().computedTokens()).isEqualTo(4);
    assertThat(second.cachedCount()).isEqualTo(1);
    assertThat(second.usage().promptTokens()).isEqualTo(4);
    assertThat(second.usage().computedTokens()).isZero();
    assertThat(served(second, 0)).isEqualTo(served(first, 0));
    assertThat(model.jobs).hasSize(1);
    assertThat(counters.snapshot()).isEqualTo(new CacheCounters.Snapshot(2, 1, 1, 0, 1, 1, 0));
  }

  @Test
  void complete_afterMemoryIsLost_isAnsweredFromTheSharedCache() {
    answer(request("a", "b"));
    memory.clear();

    EmbedAnswer again = answer(request("b", "a", "b"));

    assertThat(again.cachedCount()).isEqualTo(3);
    assertThat(model.jobs).hasSize(1);
    assertThat(shared.lookUps).containsExactly(2, 2);
    assertThat(counters.snapshot().sharedHits()).isEqualTo(3);
    assertThat(answer(request("b")).cachedCount()).isEqualTo(1);
    assertThat(shared.lookUps).hasSize(2);
  }

  @Test
  void complete_duplicatesInOneRequest_areComputedOnceAndAllAnswered() {
    EmbedAnswer answer = answer(request("x", "y", "x", "x"));

    assertThat(StandInModel.texts(model.jobs.getFirst())).containsExactly("x", "y");
    assertThat(served(answer, 2)).isEqualTo(served(answer, 0)).isNotEqualTo(served(answer, 1));
    assertThat(answer.usage().promptTokens()).isEqualTo(12);
    assertThat(answer.usage().computedTokens()).isEqualTo(6);
  }

  @Test
  void complete_everySmallerDimensionAndBothForms_comeFromOneEntryAndAreTheUncachedBits() {
    answer(request(List.of("t"), 8, true));
    for (int dimension : List.of(8, 4, 2)) {
      for (boolean normalize : List.of(true, false)) {
        EmbedAnswer cached = answer(request(List.of("t"), dimension, normalize));

        assertThat(cached.cachedCount()).isEqualTo(1);
        assertThat(served(cached, 0))
            .isEqualTo(
                Matryoshka.take(
                    StandInModel.vector(StandInModel.FINGERPRINT, "t", 8), dimension, normalize));
      }
    }
    assertThat(model.jobs).hasSize(1);
  }

  @Test
  void complete_modelWithARotation_oneEntryServesTheUncachedBitsOfEveryDimension() {
    var rotation = rotated();
    answer(request(List.of("t"), 8, true));
    for (boolean fromMemory : List.of(true, false)) {
      for (int dimension : List.of(8, 4, 2)) {
        for (boolean normalize : List.of(true, false)) {
          if (!fromMemory) {
            memory.clear();
          }
          EmbedAnswer cached = answer(request(List.of("t"), dimension, normalize));

          assertThat(cached.cachedCount()).isEqualTo(1);
          assertThat(served(cached, 0))
              .isEqualTo(
                  Matryoshka.take(
                      StandInModel.vector(StandInModel.FINGERPRINT, "t", 8),
                      dimension,
                      normalize,
                      rotation));
        }
      }
    }
    assertThat(model.jobs).hasSize(1);
  }

  @Test
  void complete_modelWithARotationAndFewerNumbersStored_servesTheSameBits() {
    var rotation = rotated();
    EmbeddingService small = service(OptionalInt.of(4));

    for (int dimension : List.of(4, 2)) {
      EmbedAnswer answer = small.complete(small.lookUp(request(List.of("t"), dimension, true)));
      assertThat(served(answer, 0))
          .isEqualTo(
              Matryoshka.take(
                  StandInModel.vector(StandInModel.FINGERPRINT, "t", 8),
                  dimension,
                  true,
                  rotation));
    }
    assertThat(model.jobs).extracting(Model.Job::dimension).containsExactly(4);
  }

  @Test
  void complete_vectorsOfAModelWhoseCutIsNotKnownYet_areCutByThatModel() {
    rotated();
    profile = StandInModel.PROFILE;
    model.fingerprint = job -> OTHER;

    EmbedAnswer answer = answer(request(List.of("t"), 4, false));

    assertThat(served(answer, 0))
        .isEqualTo(Matryoshka.take(StandInModel.vector(OTHER, "t", 8), 4, false, model.rotation));
    assertThat(model.jobs).extracting(Model.Job::dimension).containsExactly(8, 4);
  }

  private Optional<Rotation> rotated() {
    float[][] rows = new float[4][8];
    for (int row = 0; row < 4; row++) {
      rows[row][7 - row] = -1;
    }
    model.rotation = Optional.of(Rotation.of(rows));
    profile =
        new ModelProfile(
            "stand-in",
            StandInModel.FINGERPRINT,
            16,
            100,
            List.of(8, 4, 2),
            "query: ",
            "",
            model.rotation);
    return model.rotation;
  }

  @Test
  void complete_largerDimensionThanStored_computesAndReplaces() {
    EmbeddingService small = service(OptionalInt.of(2));
    small.complete(small.lookUp(request(List.of("t"), 2, true)));
    assertThat(model.jobs.getFirst().dimension()).isEqualTo(2);

    EmbedAnswer large = small.complete(small.lookUp(request(List.of("t"), 4, true)));
    assertThat(large.cachedCount()).isZero();
    assertThat(model.jobs.getLast().dimension()).isEqualTo(4);

    memory.clear();
    assertThat(small.complete(small.lookUp(request(List.of("t"), 4, true))).cachedCount())
        .isEqualTo(1);
  }

  @Test
  void complete_twoModels_haveEntriesOfTheirOwn() {
    model.fingerprint =
        job ->
            job.model().equals(Optional.of(StandInModel.SECOND.name()))
                ? StandInModel.SECOND.fingerprint()
                : StandInModel.FINGERPRINT;
    var ofSecond =
        new EmbedRequest(
            List.of("t"),
            OptionalInt.of(8),
            false,
            Optional.empty(),
            Optional.of(StandInModel.SECOND.name()),
            true);
    EmbedAnswer first = answer(request(List.of("t"), 8, false));
    EmbedAnswer second = answer(ofSecond);

    assertThat(second.cachedCount()).isZero();
    assertThat(second.model()).isEqualTo(StandInModel.SECOND.name());
    assertThat(served(second, 0)).isNotEqualTo(served(first, 0));
    assertThat(served(second, 0))
        .isEqualTo(StandInModel.vector(StandInModel.SECOND.fingerprint(), "t", 8));
    memory.clear();
    assertThat(answer(ofSecond).cachedCount()).isEqualTo(1);
    assertThat(served(answer(ofSecond), 0)).isEqualTo(served(second, 0));
    assertThat(served(answer(request(List.of("t"), 8, false)), 0)).isEqualTo(served(first, 0));
    assertThat(model.jobs).hasSize(2);
  }

  @Test
  void complete_prefixAndModel_separateEntries() {
    answer(request("t"));
    var query =
        new EmbedRequest(
            List.of("t"),
            OptionalInt.of(8),
            true,
            Optional.of(InputType.QUERY),
            Optional.empty(),
            true);
    assertThat(answer(query).cachedCount()).isZero();

    profile = StandInModel.profile(OTHER);
    model.fingerprint = job -> OTHER;
    assertThat(answer(request("t")).cachedCount()).isZero();
    assertThat(answer(request("t")).cachedCount()).isEqualTo(1);
  }

  @Test
  void complete_oneNewTextFromAThousandCallers_isComputedOnce() throws Exception {
    var everybodyIsThere = new CountDownLatch(1_000);
    model.before = () -> awaitAll(everybodyIsThere);
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<EmbedAnswer>> answers = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        answers.add(
            callers.submit(
                () -> {
                  Resolution lookup = service.lookUp(request("new"));
                  everybodyIsThere.countDown();
                  return service.complete(lookup);
                }));
      }
      int computedTokens = 0;
      for (Future<EmbedAnswer> answer : answers) {
        assertThat(answer.get().vectors()).hasSize(1);
        computedTokens += answer.get().usage().computedTokens();
      }
      assertThat(computedTokens).isEqualTo(3);
    }
    assertThat(model.jobs).hasSize(1);
    assertThat(shared.lookUps).hasSize(1);
  }

  private static void awaitAll(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void complete_failure_goesToAllWhoWaitAndIsNotRemembered() throws Exception {
    var begun = new CountDownLatch(1);
    var mayFail = new CountDownLatch(1);
    model.before =
        () -> {
          begun.countDown();
          awaitAll(mayFail);
          throw EmbeddingException.busy("full", Duration.ofSeconds(2));
        };
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<EmbedAnswer> owner = callers.submit(() -> answer(request("t")));
      begun.await();
      Future<EmbedAnswer> other = callers.submit(() -> answer(request("t")));
      while (counters.snapshot().requested() < 2) {
        Thread.onSpinWait();
      }
      mayFail.countDown();

      for (Future<EmbedAnswer> call : List.of(owner, other)) {
        assertThatThrownBy(call::get)
            .isInstanceOf(ExecutionException.class)
            .cause()
            .isInstanceOfSatisfying(
                EmbeddingException.class,
                failure -> assertThat(failure.reason()).isEqualTo(Reason.BUSY));
      }
    }
    model.before = () -> {};
    assertThat(answer(request("t")).cachedCount()).isZero();
  }

  @Test
  void complete_anothersRequestIsTooLarge_spoilsNobodyElses() throws Exception {
    var begun = new CountDownLatch(1);
    var mayFail = new CountDownLatch(1);
    model.before =
        () -> {
          if (StandInModel.texts(model.jobs.getLast()).size() > 1) {
            begun.countDown();
            awaitAll(mayFail);
            throw EmbeddingException.tooManyTokens(Place.of(Field.TEXTS), 500);
          }
        };
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<EmbedAnswer> large = callers.submit(() -> answer(request("t", "u")));
      begun.await();
      Future<EmbedAnswer> innocent = callers.submit(() -> answer(request("t")));
      while (counters.snapshot().requested() < 3) {
        Thread.onSpinWait();
      }
      mayFail.countDown();

      assertThat(innocent.get().vectors()).hasSize(1);
      assertThatThrownBy(large::get).hasMessageContaining("500");
    }
  }

  @Test
  void complete_halfOfTheTextsFromAnotherModel_isComputedAnewByOne() {
    answer(request("old"));
    model.fingerprint = job -> OTHER;

    EmbedAnswer answer = answer(request("old", "new"));

    assertThat(answer.vectors()).extracting(StoredVector::fingerprint).containsOnly(OTHER);
    assertThat(answer.cachedCount()).isZero();
    profile = StandInModel.profile(OTHER);
    assertThat(answer(request("old", "new")).cachedCount()).isEqualTo(2);
  }

  @Test
  void complete_vectorOfAnotherModel_isNeverKeptUnderThisOne() {
    model.fingerprint = job -> OTHER;
    answer(request("t"));
    memory.clear();
    model.fingerprint = job -> StandInModel.FINGERPRINT;

    assertThat(answer(request("t")).cachedCount()).isZero();
  }

  @Test
  void complete_textOverTheWindow_isRefusedFromACacheAsFromTheModel() {
    String tooLong = "w ".repeat(20).strip();
    var untruncated =
        new EmbedRequest(
            List.of("ok", tooLong),
            OptionalInt.of(8),
            true,
            Optional.empty(),
            Optional.empty(),
            false);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> answer(untruncated))
          .hasMessageContaining("'texts[1]' has 22 tokens")
          .hasMessageContaining("reads 16");
    }
    assertThat(answer(request(tooLong)).usage().promptTokens()).isEqualTo(16);
  }

  @Test
  void complete_moreTokensThanARequestMayHave_isRefusedThoughAllAreKnown() {
    List<String> texts = Collections.nCopies(200, "t");
    answer(request("t"));

    assertThatThrownBy(() -> answer(request(texts, 8, true))).hasMessageContaining("500 tokens");
  }

  @Test
  void lookUp_dimensionOrModelThatIsNotServed_isRefused() {
    assertThatThrownBy(() -> service.lookUp(request(List.of("t"), 3, true)))
        .hasMessageContaining("8, 4, 2");
    var otherModel =
        new EmbedRequest(
            List.of("t"), OptionalInt.empty(), true, Optional.empty(), Optional.of("gpt"), true);
    assertThatThrownBy(() -> service.lookUp(otherModel)).hasMessageContaining("stand-in");
  }

  /** Hits, misses, duplicates, texts in flight and several dimensions, each at its own index. */
  @Test
  void complete_mixedRequestsFromManyCallers_giveEachIndexItsVector() throws Exception {
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> calls = new ArrayList<>();
      for (int caller = 0; caller < 64; caller++) {
        var random = new Random(caller);
        calls.add(
            callers.submit(
                () -> {
                  for (int round = 0; round < 20; round++) {
                    List<String> texts = new ArrayList<>();
                    for (int i = 0; i < 10; i++) {
                      texts.add("text " + random.nextInt(20 + 20 * round));
                    }
                    int dimension = List.of(8, 4, 2).get(random.nextInt(3));
                    boolean normalize = random.nextBoolean();
                    EmbedAnswer answer = answer(request(texts, dimension, normalize));
                    for (int i = 0; i < texts.size(); i++) {
                      assertThat(served(answer, i))
                          .isEqualTo(
                              Matryoshka.take(
                                  StandInModel.vector(StandInModel.FINGERPRINT, texts.get(i), 8),
                                  dimension,
                                  normalize));
                    }
                  }
                }));
      }
      for (Future<?> call : calls) {
        call.get();
      }
    }
    assertThat(model.jobs.stream().flatMap(job -> StandInModel.texts(job).stream()))
        .doesNotHaveDuplicates();
    CacheCounters.Snapshot counts = counters.snapshot();
    assertThat(counts.memoryHits() + counts.memoryMisses()).isEqualTo(counts.requested());
    assertThat(counts.sharedHits() + counts.sharedMisses()).isEqualTo(counts.memoryMisses());
  }
}
