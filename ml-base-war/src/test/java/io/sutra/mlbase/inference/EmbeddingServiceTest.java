package io.sutra.mlbase.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sutra.domain.EmbedRequest;
import io.sutra.domain.EmbedResponse;
import io.sutra.domain.EmbeddingException;
import io.sutra.domain.EmbeddingException.Reason;
import io.sutra.domain.InputType;
import io.sutra.domain.RequestLimits;
import io.sutra.domain.Usage;
import io.sutra.domain.vector.Matryoshka;
import io.sutra.mlbase.model.ModelDescription;
import io.sutra.mlbase.model.Pooling;
import io.sutra.mlbase.model.Precision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class EmbeddingServiceTest {

  private static final int WINDOW = 100;
  private static final int VOCABULARY = 1 << 16;
  private static final int MOST_TOKENS = 10_000;
  private static final int QUEUE_TOKENS = 1_000_000;
  private static final Duration LONG = Duration.ofSeconds(50);

  private final DrainRate drainRate = new DrainRate(4);
  private final BatchQueue queue =
      new BatchQueue(QUEUE_TOKENS, new BatchLimits(512, 128), System::nanoTime, drainRate);
  private final List<InferenceWorkers> started = new ArrayList<>();

  @AfterEach
  void stop() {
    started.forEach(InferenceWorkers::close);
  }

  // The right vector at every index

  @Test
  void embed_oneText_hasItsVectorAndItsEvidence() throws Exception {
    start(new HashEncoder());

    EmbedResponse response = answer(service(), "hello");

    assertThat(response.embeddings()).containsExactly(finished("hello"));
    assertThat(response.dimension()).isEqualTo(8);
    assertThat(response.model()).isEqualTo("fake");
    assertThat(response.usage()).isEqualTo(new Usage(7, 7));
    assertThat(response.cachedCount()).isZero();
    assertThat(response.processingTime())
        .isGreaterThanOrEqualTo(response.queueTime().plus(response.inferenceTime()));
    assertThat(response.inferenceTime()).isPositive();
  }

  @Test
  void embed_concurrentCallersOfMixedLengths_keepTheOrderOfEach() throws Exception {
    var encoder = new HashEncoder();
    start(encoder);
    EmbeddingService service = service();
    int callers = 16;
    int rounds = 20;
    try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
      List<Future<?>> calls = new ArrayList<>();
      var together = new CountDownLatch(callers);
      for (int caller = 0; caller < callers; caller++) {
        var random = new Random(caller);
        calls.add(
            threads.submit(
                () -> {
                  together.countDown();
                  together.await();
                  for (int round = 0; round < rounds; round++) {
                    List<String> texts = mixedTexts(random, 64);
                    EmbedResponse response =
                        service.embed(request(texts)).get(30, TimeUnit.SECONDS);
                    assertThat(response.embeddings()).hasSize(64);
                    for (int i = 0; i < texts.size(); i++) {
                      assertThat(response.embeddings().get(i)).isEqualTo(finished(texts.get(i)));
                    }
                  }
                  return null;
                }));
      }
      for (Future<?> call : calls) {
        call.get(50, TimeUnit.SECONDS);
      }
    }
    assertThat(encoder.texts()).hasSize(callers * rounds * 64);
    assertThat(encoder.batches())
        .as("batches of more than one text, or nothing was tested")
        .anyMatch(batch -> batch.size() > 1);
    assertThat(queue.queuedTokens()).isZero();
  }

  @Test
  void embed_sameTextTwice_hasTwoVectors() throws Exception {
    start(new HashEncoder());

    assertThat(answer(service(), "a", "b", "a").embeddings())
        .containsExactly(finished("a"), finished("b"), finished("a"));
  }

  // What a request may ask for

  @Test
  void embed_smallerDimension_isTruncatedThenNormalized() throws Exception {
    start(new HashEncoder());

    EmbedResponse response =
        join(
            service(),
            new EmbedRequest(List.of("a"), OptionalInt.of(4), true, none(), none(), true));

    assertThat(response.dimension()).isEqualTo(4);
    assertThat(response.embeddings())
        .containsExactly(Matryoshka.take(HashEncoder.vector("a"), 4, true));
  }

  @Test
  void embed_withoutNormalize_isTheModelsOwnVector() throws Exception {
    start(new HashEncoder());

    EmbedResponse response =
        join(
            service(),
            new EmbedRequest(List.of("a"), OptionalInt.empty(), false, none(), none(), true));

    assertThat(response.embeddings()).containsExactly(HashEncoder.vector("a"));
  }

  @Test
  void embed_noDimension_isTheConfiguredOne() throws Exception {
    start(new HashEncoder());

    assertThat(answer(service(model(false), 4, LONG), "a").embeddings())
        .containsExactly(Matryoshka.take(HashEncoder.vector("a"), 4, true));
  }

  @Test
  void embed_layerNormalizedModel_isLayerNormalizedBeforeTruncation() throws Exception {
    start(new HashEncoder());

    assertThat(answer(service(model(true), 4, LONG), "a").embeddings())
        .containsExactly(
            Matryoshka.take(Matryoshka.layerNormalize(HashEncoder.vector("a")), 4, true));
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -4, 0, 1, 3, 5, 7, 9, Integer.MAX_VALUE})
  void embed_dimensionTheModelLacks_isRefusedListingThoseItHas(int dimension) {
    EmbeddingException error =
        refusal(
            new EmbedRequest(List.of("a"), OptionalInt.of(dimension), true, none(), none(), true));

    assertThat(error.reason()).isEqualTo(Reason.INVALID);
    assertThat(error.code()).isEqualTo("invalid_dimension");
    assertThat(error.param()).contains("dimension");
    assertThat(error).hasMessageContaining("8, 4");
  }

  @Test
  void embed_inputType_putsTheModelsPrefixBeforeEveryText() throws Exception {
    var encoder = new HashEncoder();
    start(encoder);

    for (InputType type : InputType.values()) {
      EmbedResponse unused =
          join(
              service(),
              new EmbedRequest(
                  List.of("a", "b"), OptionalInt.empty(), true, Optional.of(type), none(), true));
    }
    EmbedResponse unused = answer(service(), "c");

    assertThat(encoder.texts()).containsExactlyInAnyOrder("q: a", "q: b", "d: a", "d: b", "c");
  }

  @Test
  void service_byNameOrNone_isThatModelsOrTheFirst() throws Exception {
    start(new HashEncoder());
    EmbeddingService first = service();
    ServedModels models = () -> List.of(first);

    assertThat(models.service(Optional.of("fake"))).isSameAs(first);
    assertThat(models.service(Optional.empty())).isSameAs(first);
  }

  @Test
  void service_unknownModel_isRefusedListingWhatIsServedAndNotRepeatingIt() throws Exception {
    start(new HashEncoder());
    EmbeddingService only = service();
    ServedModels models = () -> List.of(only);

    var error =
        assertThrows(EmbeddingException.class, () -> models.service(Optional.of("sk-hunter2")));

    assertThat(error.reason()).isEqualTo(Reason.UNKNOWN_MODEL);
    assertThat(error.param()).contains("model");
    assertThat(error).hasMessageContaining("Served: fake.").message().doesNotContain("hunter2");
  }

  // Too long

  @Test
  void embed_textBeyondTheWindow_isCutToItAndCountedAsTheModelSawIt() throws Exception {
    var encoder = new HashEncoder();
    start(encoder);

    EmbedResponse response = answer(service(), "x".repeat(5_000), "y".repeat(WINDOW - 2));

    assertThat(encoder.texts())
        .containsExactlyInAnyOrder("x".repeat(WINDOW - 2), "y".repeat(WINDOW - 2));
    assertThat(response.usage()).isEqualTo(new Usage(2 * WINDOW, 2 * WINDOW));
  }

  @Test
  void embed_textBeyondTheWindowNotToBeCut_isRefusedNamingItsIndexAndTokens() {
    EmbeddingException error =
        refusal(
            new EmbedRequest(
                List.of("a", "x".repeat(WINDOW - 1)),
                OptionalInt.empty(),
                true,
                none(),
                none(),
                false));

    assertThat(error.code()).isEqualTo("text_too_long");
    assertThat(error.param()).contains("texts[1]");
    assertThat(error)
        .hasMessageContaining("'texts[1]' has 101 tokens")
        .hasMessageContaining("reads 100");
    assertThat(queue.queuedTokens()).isZero();
  }

  @Test
  void embed_textThatJustFitsNotToBeCut_isAnswered() throws Exception {
    start(new HashEncoder());
    String text = "x".repeat(WINDOW - 2);

    EmbedResponse response =
        join(
            service(),
            new EmbedRequest(List.of(text), OptionalInt.empty(), true, none(), none(), false));

    assertThat(response.embeddings()).containsExactly(finished(text));
  }

  @Test
  void embed_moreTokensThanOneRequestMayHave_isRefusedEvenIfTheyWouldBeCut() {
    EmbeddingException error = refusal(request(List.of("a", "x".repeat(MOST_TOKENS - 4))));

    assertThat(error.code()).isEqualTo("max_tokens_per_request");
    assertThat(error.param()).contains("texts");
    assertThat(error).hasMessageContaining(Integer.toString(MOST_TOKENS));
    assertThat(queue.queuedTokens()).isZero();
  }

  @Test
  void embed_exactlyAsManyTokensAsOneRequestMayHave_isAnswered() throws Exception {
    start(new HashEncoder());

    assertThat(answer(service(), "a", "x".repeat(MOST_TOKENS - 5)).embeddings()).hasSize(2);
  }

  @Test
  void embed_fullQueue_isBusy() {
    EmbeddingService service = service();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      texts.add("x".repeat(WINDOW - 2));
    }
    for (int i = 0; i < QUEUE_TOKENS / MOST_TOKENS; i++) {
      assertThat(service.embed(request(texts))).isNotDone();
    }

    var error = assertThrows(EmbeddingException.class, () -> service.embed(request(texts)));

    assertThat(error.reason()).isEqualTo(Reason.BUSY);
    start(new HashEncoder());
  }

  @Test
  void checkRoom_noRoomForASingleText_isBusy() throws Exception {
    EmbeddingService service = service();
    for (int i = 0; i < BatchQueue.MOST_REQUESTS; i++) {
      service.checkRoom();
      assertThat(service.embed(request(List.of("x")))).isNotDone();
    }

    var error = assertThrows(EmbeddingException.class, service::checkRoom);

    assertThat(error.reason()).isEqualTo(Reason.BUSY);
    assertThat(error.retryAfter()).isPresent();
    start(new HashEncoder());
  }

  // On the caller's thread

  @Test
  void embedAndWait_oneTextAtATimeAndIdleWorkers_isComputedByTheCaller() {
    var encoder = new HashEncoder();
    start(encoder);

    // A worker that has just been started or is about to rest may be quicker now and then.
    for (int i = 0; i < 1_000; i++) {
      assertThat(service().embedAndWait(request(List.of("hello"))).embeddings())
          .containsExactly(finished("hello"));
    }

    assertThat(encoder.threads()).contains(Thread.currentThread());
  }

  @Test
  void embedAndWait_allWorkersBusy_waitsForOneOfThem() throws Exception {
    var gate = new CountDownLatch(1);
    var encoder = new HashEncoder(gate);
    started.add(InferenceWorkers.start(queue, encoder, drainRate, InferenceObserver.NONE, 1));
    EmbeddingService service = service();
    CompletableFuture<EmbedResponse> first = service.embed(request(List.of("first")));
    encoder.awaitFirstBatch();

    try (ExecutorService caller = Executors.newSingleThreadExecutor()) {
      Future<EmbedResponse> second =
          caller.submit(() -> service.embedAndWait(request(List.of("second"))));
      while (queue.queuedTokens() == 0) {
        Thread.onSpinWait();
      }
      gate.countDown();

      assertThat(second.get(30, TimeUnit.SECONDS).embeddings()).containsExactly(finished("second"));
    }
    assertThat(first.get(30, TimeUnit.SECONDS).embeddings()).containsExactly(finished("first"));
    assertThat(encoder.threads()).as("the one worker").hasSize(1);
  }

  @Test
  void embedAndWait_manyCallers_getTheirOwnVectors() throws Exception {
    start(new HashEncoder());
    EmbeddingService service = service();
    try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
      List<Future<?>> calls = new ArrayList<>();
      for (int caller = 0; caller < 16; caller++) {
        var random = new Random(caller);
        calls.add(
            threads.submit(
                () -> {
                  for (int round = 0; round < 200; round++) {
                    List<String> texts = mixedTexts(random, 1);
                    assertThat(service.embedAndWait(request(texts)).embeddings())
                        .containsExactly(finished(texts.getFirst()));
                  }
                  return null;
                }));
      }
      for (Future<?> call : calls) {
        call.get(50, TimeUnit.SECONDS);
      }
    }
    assertThat(queue.queuedTokens()).isZero();
  }

  @Test
  void embedAndWait_failingText_isTheErrorOfTheDomain() {
    start(new HashEncoder());

    var error =
        assertThrows(
            EmbeddingException.class, () -> service().embedAndWait(request(List.of("bad!!"))));

    assertThat(error.reason()).isEqualTo(Reason.FAILED);
  }

  // Time, cancellation, failure

  @Test
  void embed_timeIsUp_isTimedOutAndLeavesTheQueue() {
    // No worker has been started.
    CompletableFuture<EmbedResponse> response =
        service(model(false), 8, Duration.ofMillis(20)).embed(request(List.of("a", "b")));

    EmbeddingException error = failure(response);

    assertThat(error.reason()).isEqualTo(Reason.TIMED_OUT);
    assertThat(error.retryAfter()).isPresent();
    assertThat(queue.queuedTokens()).isZero();
  }

  @Test
  void embed_timedOutRequest_isNeverEncoded() throws Exception {
    CompletableFuture<EmbedResponse> late =
        service(model(false), 8, Duration.ofMillis(20)).embed(request(List.of("late")));
    assertThat(failure(late).reason()).isEqualTo(Reason.TIMED_OUT);

    var encoder = new HashEncoder();
    start(encoder);
    assertThat(answer(service(), "next").embeddings()).hasSize(1);

    assertThat(encoder.texts()).containsExactly("next");
  }

  @Test
  void embed_cancelledWhileWaiting_isNeverEncodedAndFreesItsRoom() throws Exception {
    var gate = new CountDownLatch(1);
    var encoder = new HashEncoder(gate);
    started.add(InferenceWorkers.start(queue, encoder, drainRate, InferenceObserver.NONE, 1));
    EmbeddingService service = service();
    CompletableFuture<EmbedResponse> first = service.embed(request(List.of("first")));
    encoder.awaitFirstBatch();
    CompletableFuture<EmbedResponse> cancelled =
        service.embed(request(List.of("gone1", "gone2", "and a longer one")));
    CompletableFuture<EmbedResponse> last = service.embed(request(List.of("last1")));

    assertThat(cancelled.cancel(true)).isTrue();

    assertThat(queue.queuedTokens()).isEqualTo("last1".length() + 2);
    gate.countDown();
    assertThat(first.get(30, TimeUnit.SECONDS).embeddings()).containsExactly(finished("first"));
    assertThat(last.get(30, TimeUnit.SECONDS).embeddings()).containsExactly(finished("last1"));
    assertThat(encoder.texts()).containsExactly("first", "last1");
    assertThrows(CancellationException.class, cancelled::join);
  }

  @Test
  void embed_failingTextInABatch_failsOnlyItsOwnRequest() throws Exception {
    EmbeddingService service = service();
    CompletableFuture<EmbedResponse> before = service.embed(request(List.of("good1", "good2")));
    CompletableFuture<EmbedResponse> bad = service.embed(request(List.of("fine.", "bad!!")));
    CompletableFuture<EmbedResponse> after = service.embed(request(List.of("good3")));
    var encoder = new HashEncoder();

    started.add(InferenceWorkers.start(queue, encoder, drainRate, InferenceObserver.NONE, 1));

    assertThat(before.get(30, TimeUnit.SECONDS).embeddings())
        .containsExactly(finished("good1"), finished("good2"));
    assertThat(after.get(30, TimeUnit.SECONDS).embeddings()).containsExactly(finished("good3"));
    EmbeddingException error = failure(bad);
    assertThat(error.reason()).isEqualTo(Reason.FAILED);
    assertThat(error).hasMessage("The model could not compute these texts.");
    assertThat(encoder.batches().getFirst())
        .as("all in one batch, or nothing was tested")
        .containsExactlyInAnyOrder("good1", "good2", "fine.", "bad!!", "good3");
  }

  @Test
  void embed_failedText_dropsTheRestOfItsRequest() {
    EmbeddingService service = service();
    // Too long to share a batch with the other.
    String first = "x".repeat(90) + "!";
    CompletableFuture<EmbedResponse> bad = service.embed(request(List.of(first, "short")));
    var encoder = new HashEncoder();

    started.add(InferenceWorkers.start(queue, encoder, drainRate, InferenceObserver.NONE, 1));

    assertThat(failure(bad).reason()).isEqualTo(Reason.FAILED);
    started.getFirst().close();
    assertThat(encoder.texts()).containsExactly(first);
    assertThat(queue.queuedTokens()).isZero();
  }

  @Test
  void close_requestsThatWait_areAnsweredAndNewOnesRefused() throws Exception {
    EmbeddingService service = service();
    CompletableFuture<EmbedResponse> waiting = service.embed(request(List.of("a", "bb", "ccc")));
    var workers =
        InferenceWorkers.start(queue, new HashEncoder(), drainRate, InferenceObserver.NONE, 2);

    workers.close();

    assertThat(waiting).isDone();
    assertThat(waiting.get().embeddings())
        .containsExactly(finished("a"), finished("bb"), finished("ccc"));
    var error = assertThrows(EmbeddingException.class, () -> service.embed(request(List.of("d"))));
    assertThat(error.reason()).isEqualTo(Reason.NOT_READY);
  }

  private void start(HashEncoder encoder) {
    started.add(InferenceWorkers.start(queue, encoder, drainRate, InferenceObserver.NONE, 4));
  }

  private EmbeddingService service() {
    return service(model(false), HashEncoder.DIMENSION, LONG);
  }

  private EmbeddingService service(ModelDescription model, int defaultDimension, Duration timeout) {
    return new EmbeddingService(
        model,
        defaultDimension,
        new RequestLimits(1 << 20, 2_048, MOST_TOKENS),
        timeout,
        new CharacterTokenizer(),
        queue,
        () -> started.forEach(InferenceWorkers::computeHere),
        drainRate,
        InferenceObserver.NONE);
  }

  private static ModelDescription model(boolean layerNormalized) {
    return new ModelDescription(
        "fake",
        "a test",
        "MIT",
        HashEncoder.DIMENSION,
        List.of(HashEncoder.DIMENSION, 4),
        Pooling.CLS,
        layerNormalized,
        "q: ",
        "d: ",
        WINDOW,
        VOCABULARY,
        Precision.FLOAT32,
        Map.of());
  }

  private static EmbedRequest request(List<String> texts) {
    return new EmbedRequest(texts, OptionalInt.empty(), true, none(), none(), true);
  }

  private static <T> Optional<T> none() {
    return Optional.empty();
  }

  private static EmbedResponse answer(EmbeddingService service, String... texts) throws Exception {
    return join(service, request(List.of(texts)));
  }

  private static EmbedResponse join(EmbeddingService service, EmbedRequest request)
      throws Exception {
    return service.embed(request).get(30, TimeUnit.SECONDS);
  }

  private EmbeddingException refusal(EmbedRequest request) {
    return assertThrows(EmbeddingException.class, () -> service().embed(request));
  }

  private static EmbeddingException failure(CompletableFuture<EmbedResponse> response) {
    var failure = assertThrows(ExecutionException.class, () -> response.get(30, TimeUnit.SECONDS));
    if (failure.getCause() instanceof EmbeddingException error) {
      return error;
    }
    throw new AssertionError("not an error of the domain", failure);
  }

  /** As the service gives it by default. */
  private static float[] finished(String text) {
    return Matryoshka.take(HashEncoder.vector(text), HashEncoder.DIMENSION, true);
  }

  private static List<String> mixedTexts(Random random, int count) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      var text = new StringBuilder();
      // Few lengths, so that texts of many requests share batches.
      int length = 1 + 9 * random.nextInt(8);
      for (int n = 0; n < length; n++) {
        text.append((char) ('a' + random.nextInt(26)));
      }
      texts.add(text.toString());
    }
    return texts;
  }
}
