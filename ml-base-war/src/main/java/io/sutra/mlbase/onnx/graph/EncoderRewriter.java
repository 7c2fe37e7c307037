package io.sutra.mlbase.onnx.graph;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Prepares a BERT-like text encoder for fast inference on CPU: joins what exporters spell out in
 * small steps, lets several texts share a row, and leaves out what the caller does not need.
 *
 * <p>The rewritten graph has these inputs, as far as it uses them, where a row is either one text
 * ({@code packed} false; all rows equally long, no padding) or several texts one after the other
 * ({@code packed} true):
 *
 * <ul>
 *   <li>{@code input_ids}, {@code int64[rows][tokens]}, and {@code token_type_ids}, all 0;
 *   <li>{@code position_ids}, {@code int64[rows][tokens]}, or {@code [1][tokens]} where all rows
 *       are alike: each token's place in its text;
 *   <li>{@code packed}, {@code bool[1]};
 *   <li>{@code attention_bias}, {@code float32[rows][1][tokens][tokens]}: 0 between tokens of one
 *       text, far below any score between others; any single number when not packed;
 *   <li>{@code first_positions}, {@code int64[rows][firsts]}: where the texts begin, counted in
 *       tokens over all rows;
 *   <li>{@code first_bias}, {@code float32[rows][1][firsts][tokens]}: the rows of {@code
 *       attention_bias} at these positions.
 * </ul>
 *
 * <p>Its only output is either {@code first_token}, {@code float32[texts][width]}, or {@code
 * last_hidden_state}, {@code float32[rows][tokens][width]}. It is to be loaded at ONNX Runtime's
 * BASIC level, see {@link GeluFusion}.
 */
public final class EncoderRewriter {

  /**
   * Names this form of rewriting: graphs of another version are not to be used. To be raised with
   * every change to what the rewritten graph holds.
   */
  public static final int VERSION = 2;

  /** Names of the files in a folder that holds a rewritten graph. */
  public static final String MODEL_FILE = "model.onnx";

  /** The constants of {@link #MODEL_FILE}, which refers to them by this name. */
  public static final String WEIGHTS_FILE = "model.weights";

  static final String IDS = "input_ids";
  static final String HIDDEN_STATE = "last_hidden_state";

  private EncoderRewriter() {}

  /**
   * What was done.
   *
   * @param applied how often each step matched, in their order
   */
  public record Report(Map<String, Integer> applied) {

    /** Keeps the order. */
    public Report {
      applied = Collections.unmodifiableMap(new LinkedHashMap<>(applied));
    }

    @Override
    public String toString() {
      return applied.entrySet().stream()
          .map(step -> step.getKey() + " x" + step.getValue())
          .collect(Collectors.joining(", "));
    }
  }

  /**
   * Rewrites a model into two new files of an existing folder.
   *
   * @param firstTokenOnly the caller uses only the first token's output
   * @return empty, with nothing written, when the graph is not one that this class understands as a
   *     whole; it is to be used as it is
   * @throws OnnxFormatException when the file is not an ONNX model
   * @throws IOException when the model cannot be read, or the folder not be written
   */
  public static Optional<Report> rewrite(Path model, Path folder, boolean firstTokenOnly)
      throws IOException {
    OnnxModel rewritten = OnnxModel.read(model);
    Optional<Report> report = apply(rewritten, firstTokenOnly);
    if (report.isPresent()) {
      rewritten.write(folder.resolve(MODEL_FILE), folder.resolve(WEIGHTS_FILE));
    }
    return report;
  }

  /**
   * Writes a model as it is into two new files of an existing folder, its constants in the second,
   * so that a runtime can map them instead of holding them in memory twice.
   *
   * @throws OnnxFormatException when the file is not an ONNX model
   * @throws IOException when the model cannot be read, or the folder not be written
   */
  public static void copy(Path model, Path folder) throws IOException {
    OnnxModel.read(model).write(folder.resolve(MODEL_FILE), folder.resolve(WEIGHTS_FILE));
  }

  static Optional<Report> apply(OnnxModel model, boolean firstTokenOnly) {
    OnnxGraph graph = model.graph();
    // The steps rely on every operator of ONNX Runtime being one of theirs.
    if (model.usesContribOps()
        || !graph.inputs().contains(IDS)
        || !graph.outputs().contains(HIDDEN_STATE)) {
      return Optional.empty();
    }
    graph.keepOutput(HIDDEN_STATE);
    graph.prune();
    Map<String, Integer> applied = new LinkedHashMap<>();
    List.of(
            new AttentionFusion(),
            new LayerNormFusion(),
            new SkipLayerNormFusion(),
            new GeluFusion(),
            new PositionInput(),
            new TokenTypeFolding())
        .forEach(step -> apply(step, graph, applied));
    if (!isUnderstood(graph)) {
      return Optional.empty();
    }
    if (firstTokenOnly) {
      apply(new FirstTokenPruning(), graph, applied);
    }
    apply(new AttentionBranches(), graph, applied);
    model.declareContribOps();
    return Optional.of(new Report(applied));
  }

  private static void apply(GraphStep step, OnnxGraph graph, Map<String, Integer> applied) {
    applied.put(step.name(), step.apply(graph));
    graph.prune();
  }

  /**
   * Whether texts may share a row. An unknown way to mix tokens or to count positions would be left
   * in the graph as nodes that are not token-wise, or as a use of the padding mask.
   */
  private static boolean isUnderstood(OnnxGraph graph) {
    Set<String> inputs = graph.inputs();
    return inputs.contains(AttentionFusion.BIAS)
        && inputs.contains(PositionInput.POSITIONS)
        && TokenWise.holdsOutsideAttention(graph);
  }
}
