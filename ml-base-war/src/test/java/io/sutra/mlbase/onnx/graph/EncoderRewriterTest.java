package io.sutra.mlbase.onnx.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncoderRewriterTest {

  private static final Path MODEL =
      Path.of(System.getProperty("sutra.models.dir"), "bge-small-en-v1.5", "model.onnx");

  @TempDir private Path folder;

  @Test
  void apply_realModelForFirstTokens_matchesEveryPattern() throws IOException {
    OnnxModel model = OnnxModel.read(MODEL);

    Map<String, Integer> applied = EncoderRewriter.apply(model, true).orElseThrow().applied();

    assertThat(applied)
        .containsExactly(
            Map.entry("attention", 12),
            Map.entry("layer-norm", 25),
            Map.entry("skip-layer-norm", 24),
            Map.entry("gelu", 12),
            Map.entry("position-input", 1),
            Map.entry("token-type", 1),
            Map.entry("first-token", 1),
            Map.entry("branches", 12));
    assertThat(model.graph().inputs())
        .containsExactlyInAnyOrder(
            "input_ids",
            "position_ids",
            "packed",
            "attention_bias",
            "first_positions",
            "first_bias");
    assertThat(model.graph().outputs()).containsExactly("first_token");
  }

  @Test
  void apply_realModelForAllTokens_keepsTheHiddenState() throws IOException {
    OnnxModel model = OnnxModel.read(MODEL);

    EncoderRewriter.Report report = EncoderRewriter.apply(model, false).orElseThrow();

    assertThat(report.applied()).doesNotContainKey("first-token").containsEntry("branches", 12);
    assertThat(model.graph().inputs())
        .containsExactlyInAnyOrder("input_ids", "position_ids", "packed", "attention_bias");
    assertThat(model.graph().outputs()).containsExactly("last_hidden_state");
  }

  @Test
  void rewrite_rewrittenModel_isRefusedForItsExternalWeights() throws IOException {
    EncoderRewriter.rewrite(MODEL, folder, true);
    Path rewritten = folder.resolve(EncoderRewriter.MODEL_FILE);

    assertThatThrownBy(() -> EncoderRewriter.rewrite(rewritten, folder, true))
        .isInstanceOf(OnnxFormatException.class)
        .hasMessageContaining("separate file");
  }

  static Stream<Arguments> changes() {
    return Stream.of(
        Arguments.of("Softmax", "axis", 1L),
        Arguments.of("Transpose", "perm", 0L),
        Arguments.of("Slice", "unknown-operator", 0L),
        Arguments.of("Erf", "unknown-operator", 0L),
        Arguments.of("Sqrt", "unknown-operator", 0L),
        Arguments.of("Gather", "axis", 1L),
        Arguments.of("Sub", "unknown-operator", 0L));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void apply_oneNodeOfAnotherKind_leavesTheModelAlone(String op, String change, long value)
      throws IOException {
    OnnxModel model = OnnxModel.read(MODEL);
    OnnxGraph graph = model.graph();
    OnnxNode node =
        graph.nodes().stream()
            .filter(it -> it.is(op) && (!op.equals("Gather") || isLookUp(graph, it)))
            .reduce((before, after) -> after)
            .orElseThrow();
    OnnxNode changed =
        change.equals("unknown-operator")
            ? OnnxNode.standard("Identity", node.output(), node.input(0))
            : node.with(change, value);
    graph.replace(node, changed);

    assertThat(EncoderRewriter.apply(model, true)).isEmpty();
  }

  private static boolean isLookUp(OnnxGraph graph, OnnxNode gather) {
    return graph.constant(gather.input(0)).rank() == 2;
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 7, 1000, 100_000, 20_000_000, 133_000_000})
  void rewrite_truncatedModel_isRefused(long size) throws IOException {
    Path truncated = folder.resolve("truncated.onnx");
    Files.copy(MODEL, truncated);
    try (FileChannel channel = FileChannel.open(truncated, StandardOpenOption.WRITE)) {
      channel.truncate(size);
    }

    assertThatThrownBy(() -> EncoderRewriter.rewrite(truncated, folder, true))
        .isInstanceOf(OnnxFormatException.class);
    assertThat(folder.resolve(EncoderRewriter.MODEL_FILE)).doesNotExist();
  }

  @Test
  void rewrite_garbage_isRefusedOrLeftAlone() throws IOException {
    Random random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      byte[] garbage = new byte[random.nextInt(200)];
      random.nextBytes(garbage);
      assertRefused(Files.write(folder.resolve("garbage.onnx"), garbage));
    }
  }

  @Test
  void rewrite_modelWithDamagedBytes_failsCleanlyOrNotAtAll() throws IOException {
    Path small = folder.resolve("small.onnx");
    EncoderRewriter.rewrite(MODEL, folder, true);
    byte[] graph = Files.readAllBytes(folder.resolve(EncoderRewriter.MODEL_FILE));
    Random random = new Random(11);
    for (int i = 0; i < 500; i++) {
      byte[] damaged = graph.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      assertRefused(Files.write(small, damaged));
    }
  }

  private void assertRefused(Path file) throws IOException {
    try {
      assertThat(EncoderRewriter.rewrite(file, folder, true)).isEmpty();
    } catch (OnnxFormatException e) {
      assertThat(e).hasMessageMatching("(?s).+");
    }
  }
}
