package io.sutra.mlbase.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.sutra.domain.EmbeddingException;
import io.sutra.mlbase.inference.TokenSequence;
import io.sutra.mlbase.model.Pooling;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A BERT-shaped graph as its exporter wrote it: {@code input_ids}, {@code attention_mask} and
 * (where the graph has it) {@code token_type_ids}, each {@code int64[rows][tokens]}, to {@code
 * last_hidden_state} (or {@code token_embeddings}, as another exporter names it), {@code
 * float32[rows][tokens][dimension]}; or, of a graph that pools itself, to {@code
 * sentence_embedding}, {@code float32[rows][dimension]}. Shorter texts are padded.
 */
final class PaddedGraph implements EncoderGraph {

  private static final List<String> OF_TOKENS = List.of("last_hidden_state", "token_embeddings");
  private static final List<String> OF_TEXTS = List.of("sentence_embedding");

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final Pooling pooling;
  private final int dimension;
  private final String output;

  private PaddedGraph(
      OrtEnvironment environment, OrtSession session, Pooling pooling, int dimension) {
    this.environment = environment;
    this.session = session;
    this.pooling = pooling;
    this.dimension = dimension;
    this.output = output(session, pooling == Pooling.GRAPH ? OF_TEXTS : OF_TOKENS);
  }

  private static String output(OrtSession session, List<String> names) {
    return names.stream()
        .filter(session.getOutputNames()::contains)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "The graph gives "
                        + session.getOutputNames()
                        + "; one of "
                        + names
                        + " is needed."));
  }

  /** Loads a graph; {@code threads} share each run. */
  static PaddedGraph open(Path graph, Pooling pooling, int dimension, int threads)
      throws OrtException {
    return open(graph, pooling, dimension, threads, true);
  }

  /** Loads a graph for a few runs: slower ones, for which no weight is copied. */
  static PaddedGraph openBriefly(Path graph, Pooling pooling, int dimension) throws OrtException {
    return open(graph, pooling, dimension, 1, false);
  }

  private static PaddedGraph open(
      Path graph, Pooling pooling, int dimension, int threads, boolean fast) throws OrtException {
    OrtEnvironment environment = OnnxRuntime.environment();
    try (var options = new OrtSession.SessionOptions()) {
      options.addConfigEntry("session.disable_prepacking", fast ? "0" : "1");
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      OrtSession session = environment.createSession(graph.toString(), options);
      return new PaddedGraph(environment, session, pooling, dimension);
    }
  }

  @Override
  public float[][] encode(List<TokenSequence> batch) {
    int rows = batch.size();
    int columns = batch.stream().mapToInt(TokenSequence::length).max().orElseThrow();
    long[] ids = new long[rows * columns];
    long[] mask = new long[rows * columns];
    for (int row = 0; row < rows; row++) {
      TokenSequence tokens = batch.get(row);
      tokens.copyTo(ids, row * columns);
      Arrays.fill(mask, row * columns, row * columns + tokens.length(), 1L);
    }
    long[] shape = {rows, columns};
    Map<String, OnnxTensor> inputs = new HashMap<>();
    try {
      inputs.put("input_ids", OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape));
      inputs.put(
          "attention_mask", OnnxTensor.createTensor(environment, LongBuffer.wrap(mask), shape));
      if (session.getInputNames().contains("token_type_ids")) {
        inputs.put(
            "token_type_ids",
            OnnxTensor.createTensor(environment, LongBuffer.allocate(ids.length), shape));
      }
      try (OrtSession.Result result = session.run(inputs)) {
        HiddenStates states = HiddenStates.of(result, output, dimension);
        float[][] vectors = new float[rows][];
        for (int row = 0; row < rows; row++) {
          vectors[row] =
              pooling == Pooling.GRAPH
                  ? states.token(row)
                  : states.pool(pooling, row * columns, batch.get(row).length());
        }
        return vectors;
      }
    } catch (OrtException e) {
      throw EmbeddingException.failed("The model could not compute these texts.", e);
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
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
