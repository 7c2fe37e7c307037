package io.sutra.mlbase.onnx;

import static io.sutra.mlbase.onnx.TestSequences.DIMENSION;
import static io.sutra.mlbase.onnx.TestSequences.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.sutra.mlbase.inference.TokenSequence;
import io.sutra.mlbase.model.Pooling;
import io.sutra.mlbase.onnx.graph.EncoderRewriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rewritten graph against the original one, over random token ids. */
@TestInstance(Lifecycle.PER_CLASS)
class RewrittenGraphTest {

  private final Map<Pooling, EncoderGraph> originals = new EnumMap<>(Pooling.class);
  private final Map<Pooling, EncoderGraph> rewritten = new EnumMap<>(Pooling.class);

  @BeforeAll
  void load(@TempDir Path directory) throws IOException, OrtException {
    // A graph that pools itself is never rewritten.
    for (Pooling pooling : List.of(Pooling.CLS, Pooling.MEAN)) {
      Path folder = Files.createDirectory(directory.resolve(pooling.name()));
      assertThat(EncoderRewriter.rewrite(MODEL, folder, pooling == Pooling.CLS)).isPresent();
      originals.put(pooling, PaddedGraph.open(MODEL, pooling, DIMENSION, 1));
      rewritten.put(pooling, RewrittenGraph.open(folder, pooling, DIMENSION, 1));
    }
  }

  @AfterAll
  void close() {
    originals.values().forEach(EncoderGraph::close);
    rewritten.values().forEach(EncoderGraph::close);
  }

  @ParameterizedTest
  @EnumSource(names = {"CLS", "MEAN"})
  void encode_singleText_equalsTheOriginal(Pooling pooling) {
    for (int length : new int[] {2, 3, 8, 17, 64, 128, 511, 512}) {
      assertEqualToOriginal(pooling, TestSequences.random(length, length));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CLS", "MEAN"})
  void encode_equallyLongTexts_equalTheOriginal(Pooling pooling) {
    assertEqualToOriginal(pooling, TestSequences.random(1, 8, 8));
    assertEqualToOriginal(pooling, TestSequences.random(2, 33, 33, 33, 33, 33));
    assertEqualToOriginal(pooling, TestSequences.random(3, 400, 400));
  }

  @ParameterizedTest
  @EnumSource(names = {"CLS", "MEAN"})
  void encode_mixedTexts_equalTheOriginal(Pooling pooling) {
    assertEqualToOriginal(pooling, TestSequences.random(4, 8, 9));
    assertEqualToOriginal(pooling, TestSequences.random(5, 12, 3, 40, 7, 7, 2, 25));
    assertEqualToOriginal(pooling, TestSequences.random(6, 2, 510));
    assertEqualToOriginal(
        pooling, TestSequences.random(7, IntStream.range(0, 30).map(i -> 2 + i % 9).toArray()));
  }

  /** Lengths of which several rows are made, full ones and such that are not. */
  @ParameterizedTest
  @EnumSource(names = {"CLS", "MEAN"})
  void encode_mixedTextsInSeveralRows_equalTheOriginal(Pooling pooling) {
    assertEqualToOriginal(pooling, TestSequences.random(9, 60, 61, 62));
    assertEqualToOriginal(pooling, TestSequences.random(10, 90, 45, 44, 9));
    assertEqualToOriginal(pooling, TestSequences.random(11, 21, 40, 19, 38, 2, 20, 41));
    var random = new Random(12);
    for (int i = 0; i < 20; i++) {
      int[] lengths = random.ints(2 + random.nextInt(7), 2, 60).toArray();
      assertEqualToOriginal(pooling, TestSequences.random(100 + i, lengths));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CLS", "MEAN"})
  void encode_mixedTextsThatFillMoreThanARow_equalTheOriginal(Pooling pooling) {
    assertEqualToOriginal(pooling, TestSequences.random(8, 300, 20, 300, 20, 100, 512, 2, 191));
  }

  @ParameterizedTest
  @EnumSource(names = {"CLS", "MEAN"})
  void encode_fromSeveralThreads_equalsTheOriginal(Pooling pooling)
      throws InterruptedException, ExecutionException {
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      int seed = i;
      tasks.add(
          () -> {
            assertEqualToOriginal(
                pooling, TestSequences.random(seed, 5 + seed, 5 + seed % 3, 5 + seed));
            return null;
          });
    }
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (var done : threads.invokeAll(tasks)) {
        done.get();
      }
    }
  }

  private void assertEqualToOriginal(Pooling pooling, List<TokenSequence> texts) {
    float[][] vectors = graph(rewritten, pooling).encode(texts);
    assertThat(vectors).hasDimensions(texts.size(), DIMENSION);
    for (int i = 0; i < vectors.length; i++) {
      float[] expected = graph(originals, pooling).encode(List.of(texts.get(i)))[0];
      assertThat(cosine(vectors[i], expected)).isGreaterThanOrEqualTo(0.999999);
      assertThat(vectors[i]).containsExactly(expected, within(1e-4f));
    }
  }

  private static EncoderGraph graph(Map<Pooling, EncoderGraph> graphs, Pooling pooling) {
    return Optional.ofNullable(graphs.get(pooling)).orElseThrow();
  }

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    double lengthA = 0;
    double lengthB = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      lengthA += (double) a[i] * a[i];
      lengthB += (double) b[i] * b[i];
    }
    return dot / Math.sqrt(lengthA * lengthB);
  }
}
