package io.sutra.mlbase.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.domain.EmbedRequest;
import io.sutra.domain.EmbedResponse;
import io.sutra.domain.RequestLimits;
import io.sutra.mlbase.inference.BatchLimits;
import io.sutra.mlbase.inference.BatchQueue;
import io.sutra.mlbase.inference.DrainRate;
import io.sutra.mlbase.inference.EmbeddingService;
import io.sutra.mlbase.inference.InferenceObserver;
import io.sutra.mlbase.inference.InferenceWorkers;
import io.sutra.mlbase.inference.SentenceEncoder;
import io.sutra.mlbase.inference.TokenSequence;
import io.sutra.mlbase.model.ModelCatalogue;
import io.sutra.mlbase.model.ModelDescription;
import io.sutra.mlbase.model.ModelFiles;
import io.sutra.mlbase.model.Precision;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * Compares a real model, through the real service, with vectors of another implementation
 * (transformers.js; {@code src/test/golden/make-golden.mjs} made them and says how).
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class GoldenVectorsContract {

  private static final double LEAST_COSINE = 0.9999;
  private static final double LEAST_COSINE_ACROSS_BATCHES = 0.999999;

  private final ModelDescription model;
  private final List<Golden> goldens;
  private final HuggingFaceTextTokenizer tokenizer;
  private final OnnxSentenceEncoder encoder;
  private final Map<String, Computed> alone = new LinkedHashMap<>();

  /** What the service gives for a text on its own, and the tokens that reached the model. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Computed(TokenSequence tokens, float[] vector) {}

  GoldenVectorsContract(String name) throws Exception {
    model = new ModelCatalogue().find(name, Precision.FLOAT32).orElseThrow();
    goldens = Golden.readAll(name);
    Path models = Path.of(Objects.requireNonNull(System.getProperty("sutra.models.dir")));
    ModelFiles files = ModelFiles.verify(model, models);
    tokenizer =
        HuggingFaceTextTokenizer.load(files.tokenizer(), models.resolveSibling("native-cache"));
    encoder =
        OnnxSentenceEncoder.load(
            files.weights(),
            model.pooling(),
            model.dimension(),
            models.resolveSibling("work"),
            model.fingerprint(),
            1);
  }

  @BeforeAll
  void computeEachTextAlone() throws Exception {
    var recorder = new Recorder(encoder);
    var drainRate = new DrainRate(1);
    var queue = new BatchQueue(1_000_000, new BatchLimits(512, 128), System::nanoTime, drainRate);
    var service =
        new EmbeddingService(
            model,
            model.dimension(),
            new RequestLimits(1 << 20, 1, 100_000),
            Duration.ofMinutes(5),
            tokenizer,
            queue,
            () -> {},
            drainRate,
            InferenceObserver.NONE);
    try (var workers =
        InferenceWorkers.start(queue, recorder, drainRate, InferenceObserver.NONE, 1)) {
      for (Golden golden : goldens) {
        EmbedResponse response = service.embed(requestFor(golden.text())).get(5, TimeUnit.MINUTES);
        alone.put(
            golden.name(), new Computed(recorder.onlyOne(), response.embeddings().getFirst()));
      }
      assertThat(workers).isNotNull();
    }
  }

  @AfterAll
  void release() {
    encoder.close();
    tokenizer.close();
  }

  @Test
  void goldens_files_agreeAndAreComplete() {
    assertThat(goldens).hasSizeGreaterThanOrEqualTo(60);
    assertThat(goldens).extracting(Golden::name).doesNotHaveDuplicates();
  }

  @Test
  void tokenize_everyGoldenText_hasTheSameIds() {
    for (Golden golden : goldens) {
      assertThat(ids(computed(golden).tokens())).as(golden.name()).isEqualTo(golden.ids());
    }
  }

  @Test
  void embed_everyGoldenTextAlone_hasTheSameVector() {
    for (Golden golden : goldens) {
      float[] vector = computed(golden).vector();
      assertThat(vector).as(golden.name()).hasSize(384);
      assertThat(Golden.cosine(vector, golden.vector()))
          .as(golden.name())
          .isGreaterThanOrEqualTo(LEAST_COSINE);
      assertThat(Math.sqrt(Golden.dot(vector, vector)))
          .as(golden.name())
          .isBetween(0.999999, 1.000001);
    }
  }

  @Test
  void embed_differentTexts_haveDifferentVectors() {
    // Against a tolerance that would pass anything: the cosine of two unrelated texts is far lower.
    assertThat(
            Golden.cosine(
                Objects.requireNonNull(alone.get("sentence-plain")).vector(),
                Objects.requireNonNull(alone.get("code-java")).vector()))
        .isLessThan(0.8);
  }

  @Test
  void encode_mixedBatchesPaddedTogether_giveTheVectorsOfTheTextsAlone() {
    List<Golden> shuffled = new ArrayList<>(goldens);
    Collections.shuffle(shuffled, new Random(11));
    int size = 6;
    List<List<Golden>> batches =
        IntStream.range(0, (shuffled.size() + size - 1) / size)
            .mapToObj(i -> shuffled.subList(i * size, Math.min(shuffled.size(), (i + 1) * size)))
            .toList();
    Map<String, float[]> batched = new ConcurrentHashMap<>();
    batches.parallelStream()
        .forEach(
            batch -> {
              float[][] vectors =
                  encoder.encode(batch.stream().map(golden -> computed(golden).tokens()).toList());
              for (int i = 0; i < vectors.length; i++) {
                batched.put(batch.get(i).name(), vectors[i]);
              }
            });

    assertThat(batches)
        .as("a batch of texts of very different lengths, or nothing was tested")
        .anyMatch(batch -> spread(batch) > 100);
    for (Golden golden : goldens) {
      float[] vector = Objects.requireNonNull(batched.get(golden.name()));
      assertThat(Golden.cosine(vector, computed(golden).vector()))
          .as("%s, batched and alone", golden.name())
          .isGreaterThanOrEqualTo(LEAST_COSINE_ACROSS_BATCHES);
      assertThat(Golden.cosine(vector, golden.vector()))
          .as("%s, batched and golden", golden.name())
          .isGreaterThanOrEqualTo(LEAST_COSINE);
    }
  }

  @Test
  void encode_sameTextAlone_givesTheSameBits() {
    TokenSequence tokens = Objects.requireNonNull(alone.get("paragraph")).tokens();

    assertThat(encoder.encode(List.of(tokens))).isDeepEqualTo(encoder.encode(List.of(tokens)));
  }

  @Test
  void tokenize_severalThreads_giveTheSameIds() {
    List<List<Long>> together =
        IntStream.range(0, 8 * goldens.size())
            .parallel()
            .mapToObj(i -> tokenizer.tokenize(goldens.get(i % goldens.size()).text()))
            .map(GoldenVectorsContract::ids)
            .toList();

    for (int i = 0; i < together.size(); i++) {
      Golden golden = goldens.get(i % goldens.size());
      if (golden.ids().size() < model.maximumTokens()) {
        assertThat(together.get(i)).as(golden.name()).isEqualTo(golden.ids());
      }
    }
  }

  @Test
  void tokenize_zeroCharacter_doesNotEndTheText() {
    // Native strings may end at a zero; the model's own rule is to drop it.
    assertThat(ids(tokenizer.tokenize("one\0 two"))).isEqualTo(ids(tokenizer.tokenize("one two")));
  }

  private Computed computed(Golden golden) {
    return Objects.requireNonNull(alone.get(golden.name()));
  }

  private int spread(List<Golden> batch) {
    int[] lengths = batch.stream().mapToInt(golden -> golden.ids().size()).sorted().toArray();
    return lengths[lengths.length - 1] - lengths[0];
  }

  private static EmbedRequest requestFor(String text) {
    return new EmbedRequest(
        List.of(text), OptionalInt.empty(), true, Optional.empty(), Optional.empty(), true);
  }

  /** Lets the service's tokens be seen. Used by one thread at a time. */
  private static final class Recorder implements SentenceEncoder {

    private final SentenceEncoder encoder;
    private volatile List<TokenSequence> last = List.of();

    Recorder(SentenceEncoder encoder) {
      this.encoder = encoder;
    }

    @Override
    public float[][] encode(List<TokenSequence> batch) {
      last = batch;
      return encoder.encode(batch);
    }

    TokenSequence onlyOne() {
      assertThat(last).hasSize(1);
      return last.getFirst();
    }
  }

  private static List<Long> ids(TokenSequence tokens) {
    long[] ids = new long[tokens.length()];
    tokens.copyTo(ids, 0);
    return Arrays.stream(ids).boxed().toList();
  }
}
