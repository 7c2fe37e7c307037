package io.sutra.mlbase.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.sutra.domain.EmbeddingException;
import io.sutra.mlbase.inference.TokenSequence;
import io.sutra.mlbase.model.Pooling;
import io.sutra.mlbase.onnx.graph.EncoderRewriter;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/**
 * A graph as {@link EncoderRewriter} makes it. Texts of one length are computed as rows of a batch
 * without padding; texts of different lengths are packed into rows with little of it ({@link
 * RowPacking}), where attention keeps them apart.
 */
final class RewrittenGraph implements EncoderGraph {

  /** The most tokens of texts of different lengths that are computed together. */
  static final int MIXED_TOKENS = 192;

  private static final String FIRST_TOKEN = "first_token";
  private static final String HIDDEN_STATE = "last_hidden_state";

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final Set<String> inputNames;
  private final boolean firstTokensOnly;
  private final Pooling pooling;
  private final int dimension;
  private final Queue<InputBuffers> idleBuffers = new ConcurrentLinkedQueue<>();

  private RewrittenGraph(
      OrtEnvironment environment, OrtSession session, Pooling pooling, int dimension) {
    this.environment = environment;
    this.session = session;
    this.inputNames = session.getInputNames();
    this.firstTokensOnly = session.getOutputNames().contains(FIRST_TOKEN);
    this.pooling = pooling;
    this.dimension = dimension;
  }

  /** Loads the graph in {@code folder}; {@code threads} share each run. */
  static RewrittenGraph open(Path folder, Pooling pooling, int dimension, int threads)
      throws OrtException {
    OrtEnvironment environment = OnnxRuntime.environment();
    try (var options = new OrtSession.SessionOptions()) {
      // Higher levels would join Gelu with the addition before it, for which there is no fast
      // kernel.
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.BASIC_OPT);
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      // Patterns are kept per shape, and there are as many shapes as mixes of texts.
      options.setMemoryPatternOptimization(false);
      String file = folder.resolve(EncoderRewriter.MODEL_FILE).toString();
      OrtSession session = environment.createSession(file, options);
      return new RewrittenGraph(environment, session, pooling, dimension);
    }
  }

  @Override
  public float[][] encode(List<TokenSequence> batch) {
    float[][] vectors = new float[batch.size()][];
    for (List<Integer> group : groups(batch)) {
      float[][] computed = run(layout(batch, group));
      for (int i = 0; i < computed.length; i++) {
        vectors[group.get(i)] = computed[i];
      }
    }
    return vectors;
  }

  /**
   * Cuts a batch into groups that are computed together: one of equally long texts, otherwise the
   * longest first. A text that is longer than a group is one of its own.
   */
  private static List<List<Integer>> groups(List<TokenSequence> batch) {
    if (TokenLayout.areEquallyLong(batch)) {
      return List.of(IntStream.range(0, batch.size()).boxed().toList());
    }
    List<Integer> longestFirst =
        IntStream.range(0, batch.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> -batch.get(i).length()))
            .toList();
    List<List<Integer>> groups = new ArrayList<>();
    int free = 0;
    for (int index : longestFirst) {
      int tokens = batch.get(index).length();
      if (groups.isEmpty() || tokens > free) {
        groups.add(new ArrayList<>());
        free = MIXED_TOKENS;
      }
      groups.getLast().add(index);
      free -= tokens;
    }
    return groups;
  }

  private static TokenLayout layout(List<TokenSequence> batch, List<Integer> group) {
    return TokenLayout.of(group.stream().map(batch::get).toList());
  }

  private float[][] run(TokenLayout layout) {
    InputBuffers idle = idleBuffers.poll();
    InputBuffers buffers = idle == null ? new InputBuffers() : idle;
    Map<String, OnnxTensor> inputs = new HashMap<>();
    try {
      for (String name : inputNames) {
        inputs.put(name, input(name, layout, buffers));
      }
      try (OrtSession.Result result = session.run(inputs)) {
        return vectors(result, layout);
      }
    } catch (OrtException e) {
      throw EmbeddingException.failed("The model could not compute these texts.", e);
    } finally {
      inputs.values().forEach(OnnxTensor::close);
      idleBuffers.add(buffers);
    }
  }

  private OnnxTensor input(String name, TokenLayout layout, InputBuffers buffers)
      throws OrtException {
    int rows = layout.rows();
    int columns = layout.columns();
    int firsts = layout.firstsOfRow();
    int rowsThatDiffer = layout.rowsThatDiffer();
    return switch (name) {
      case "packed" -> OnnxTensor.createTensor(environment, new boolean[] {layout.packed()});
      case "input_ids" -> {
        LongBuffer ids = buffers.longs(name, rows * columns);
        layout.putIds(ids);
        yield OnnxTensor.createTensor(environment, ids, new long[] {rows, columns});
      }
      case "token_type_ids" ->
          OnnxTensor.createTensor(
              environment, LongBuffer.allocate(rows * columns), new long[] {rows, columns});
      case "position_ids" -> {
        LongBuffer positions = buffers.longs(name, rowsThatDiffer * columns);
        layout.putPositions(positions);
        yield OnnxTensor.createTensor(environment, positions, new long[] {rowsThatDiffer, columns});
      }
      case "first_positions" -> {
        LongBuffer positions = buffers.longs(name, rows * firsts);
        layout.putFirstPositions(positions);
        yield OnnxTensor.createTensor(environment, positions, new long[] {rows, firsts});
      }
      case "attention_bias" -> {
        int size = layout.packed() ? columns : 1;
        FloatBuffer bias = buffers.floats(name, rowsThatDiffer * size * size);
        if (layout.packed()) {
          layout.putBias(bias);
        }
        yield OnnxTensor.createTensor(
            environment, bias, new long[] {rowsThatDiffer, 1, size, size});
      }
      case "first_bias" -> {
        int size = layout.packed() ? columns : 1;
        FloatBuffer bias = buffers.floats(name, rowsThatDiffer * firsts * size);
        if (layout.packed()) {
          layout.putFirstBias(bias);
        }
        yield OnnxTensor.createTensor(
            environment, bias, new long[] {rowsThatDiffer, 1, firsts, size});
      }
      default -> throw new IllegalStateException("the graph has an unknown input, " + name);
    };
  }

  private float[][] vectors(OrtSession.Result result, TokenLayout layout) {
    float[][] vectors = new float[layout.texts()][];
    HiddenStates states =
        HiddenStates.of(result, firstTokensOnly ? FIRST_TOKEN : HIDDEN_STATE, dimension);
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] =
          firstTokensOnly
              ? states.token(layout.first(i))
              : states.pool(pooling, layout.start(i), layout.length(i));
    }
    return vectors;
  }

  @Override
  public int computedTokens(List<TokenSequence> batch) {
    return groups(batch).stream().mapToInt(group -> layout(batch, group).tokens()).sum();
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("the session could not be released", e);
    }
  }
}
