package io.sutra.mlbase.onnx;

import static io.sutra.mlbase.onnx.TestSequences.DIMENSION;
import static io.sutra.mlbase.onnx.TestSequences.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.sutra.mlbase.inference.TokenSequence;
import io.sutra.mlbase.model.Pooling;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxSentenceEncoderTest {

  private static final String FINGERPRINT = "0123abcd";
  private static final List<TokenSequence> MIXED = TestSequences.random(3, 9, 14, 9, 30);

  @TempDir private Path cache;

  private OnnxSentenceEncoder load(Path graph) throws IOException {
    return OnnxSentenceEncoder.load(graph, Pooling.CLS, DIMENSION, cache, FINGERPRINT, 1);
  }

  private Path onlyFolder() throws IOException {
    try (Stream<Path> folders = Files.list(cache.resolve("graphs"))) {
      List<Path> all = folders.toList();
      assertThat(all).hasSize(1);
      return all.getFirst();
    }
  }

  @Test
  void load_secondTime_reusesTheRewrittenGraph() throws IOException {
    float[][] first;
    try (var encoder = load(MODEL)) {
      assertThat(encoder.batchLimits(512).mixedTokens()).isPositive();
      first = encoder.encode(MIXED);
    }
    Object stored = Files.readAttributes(onlyFolder(), "unix:ino").get("ino");

    try (var encoder = load(MODEL)) {
      assertThat(encoder.batchLimits(512).mixedTokens()).isPositive();
      assertThat(encoder.encode(MIXED)).isDeepEqualTo(first);
    }
    assertThat(Files.readAttributes(onlyFolder(), "unix:ino")).containsEntry("ino", stored);
  }

  @Test
  void load_damagedWeightsInTheCache_makesThemAnew() throws IOException {
    float[][] first;
    try (var encoder = load(MODEL)) {
      first = encoder.encode(MIXED);
    }
    Path weights = onlyFolder().resolve("model.weights");
    byte[] content = Files.readAllBytes(weights);
    byte[] intact = content.clone();
    content[content.length / 2] ^= 0x40;
    Files.write(weights, content);

    try (var encoder = load(MODEL)) {
      assertThat(encoder.batchLimits(512).mixedTokens()).isPositive();
      assertThat(encoder.encode(MIXED)).isDeepEqualTo(first);
    }
    assertThat(Files.readAllBytes(weights)).isEqualTo(intact);
  }

  @Test
  void load_cacheThatCannotBeWritten_runsTheOriginal() throws IOException, OrtException {
    Files.writeString(cache.resolve("graphs"), "a file where the folder should be");

    try (var encoder = load(MODEL);
        var original = PaddedGraph.open(MODEL, Pooling.CLS, DIMENSION, 1)) {
      assertThat(encoder.batchLimits(512).mixedTokens()).isZero();
      assertThat(encoder.encode(MIXED)).isDeepEqualTo(original.encode(MIXED));
    }
  }

  /** The first Gelu computes another function, so it is none, and must not be taken for one. */
  @Test
  void load_graphOfAnotherForm_runsTheOriginal(@TempDir Path folder)
      throws IOException, OrtException {
    Path another = folder.resolve("another.onnx");
    byte[] model = Files.readAllBytes(MODEL);
    replaceFirst(model, "\"\u0003Erf", "\"\u0003Abs");
    Files.write(another, model);

    try (var encoder = load(another);
        var original = PaddedGraph.open(another, Pooling.CLS, DIMENSION, 1);
        var unchanged = PaddedGraph.open(MODEL, Pooling.CLS, DIMENSION, 1)) {
      assertThat(encoder.batchLimits(512).mixedTokens()).isZero();
      float[][] vectors = encoder.encode(MIXED);
      assertThat(vectors).isDeepEqualTo(original.encode(MIXED));
      assertThat(vectors[0]).isNotEqualTo(unchanged.encode(MIXED)[0]);
    }
    try (Stream<Path> kept = Files.list(cache.resolve("graphs"))) {
      assertThat(kept).isEmpty();
    }
  }

  @Test
  void load_severalThreadsPerRun_giveTheSameVectors() throws IOException {
    try (var one = load(MODEL);
        var three =
            OnnxSentenceEncoder.load(MODEL, Pooling.CLS, DIMENSION, cache, FINGERPRINT, 3)) {
      float[][] expected = one.encode(MIXED);
      float[][] vectors = three.encode(MIXED);
      for (int i = 0; i < expected.length; i++) {
        assertThat(vectors[i]).containsExactly(expected[i], within(1e-5f));
      }
    }
  }

  @Test
  void load_garbage_isRefused(@TempDir Path folder) throws IOException {
    Path garbage = Files.writeString(folder.resolve("garbage.onnx"), "not a graph");

    assertThatThrownBy(() -> load(garbage))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(garbage.toString());
  }

  private static void replaceFirst(byte[] content, String text, String replacement) {
    byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
    byte[] given = replacement.getBytes(StandardCharsets.US_ASCII);
    for (int at = 0; at + wanted.length <= content.length; at++) {
      if (Arrays.equals(content, at, at + wanted.length, wanted, 0, wanted.length)) {
        System.arraycopy(given, 0, content, at, given.length);
        return;
      }
    }
    throw new AssertionError(text + " not found");
  }
}
