package io.sutra.mlbase.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.sutra.api.EmbeddingException;
import io.sutra.mlbase.inference.SentenceEncoder;
import io.sutra.mlbase.inference.TokenSequence;
import io.sutra.mlbase.model.Pooling;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A BERT-shaped ONNX graph: {@code input_ids}, {@code attention_mask} and (where the graph has it)
 * {@code token_type_ids}, each {@code int64[batch][tokens]}, to {@code last_hidden_state}, {@code
 * float32[batch][tokens][dimension]}.
 *
 * <p>Thread-safe: one session serves every caller, and each call runs on the caller's thread alone.
 * One thread per call with several callers beats several threads per call: nothing waits at the end
 * of each matrix product for the slowest thread.
 */
public final class OnnxSentenceEncoder implements SentenceEncoder, AutoCloseable {

  private static final String OUTPUT = "last_hidden_state";

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final Pooling pooling;
  private final int dimension;

  private OnnxSentenceEncoder(
      OrtEnvironment environment, OrtSession session, Pooling pooling, int dimension) {
    this.environment = environment;
    this.session = session;
    this.pooling = pooling;
    this.dimension = dimension;
  }

  /**
   * Loads a graph.
   *
   * @param dimension numbers per token that the graph gives
   * @throws OrtException when the file is not a graph that ONNX Runtime can run
   */
  public static OnnxSentenceEncoder load(Path graph, Pooling pooling, int dimension)
      throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (var options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      OrtSession session = environment.createSession(graph.toString(), options);
      return new OnnxSentenceEncoder(environment, session, pooling, dimension);
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
        return pool(result.get(OUTPUT).orElseThrow(), batch, columns);
      }
    } catch (OrtException e) {
      throw EmbeddingException.failed("The model could not compute these texts.", e);
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private float[][] pool(OnnxValue output, List<TokenSequence> batch, int columns) {
    if (!(output instanceof OnnxTensor tensor)) {
      throw new IllegalStateException(OUTPUT + " is not a tensor");
    }
    FloatBuffer hidden = tensor.getFloatBuffer();
    float[][] pooled = new float[batch.size()][];
    for (int row = 0; row < pooled.length; row++) {
      int start = row * columns * dimension;
      pooled[row] =
          switch (pooling) {
            case CLS -> first(hidden, start);
            case MEAN -> mean(hidden, start, batch.get(row).length());
          };
    }
    return pooled;
  }

  private float[] first(FloatBuffer hidden, int start) {
    float[] vector = new float[dimension];
    hidden.get(start, vector);
    return vector;
  }

  private float[] mean(FloatBuffer hidden, int start, int tokens) {
    double[] sums = new double[dimension];
    for (int token = 0; token < tokens; token++) {
      for (int i = 0; i < dimension; i++) {
        sums[i] += hidden.get(start + token * dimension + i);
      }
    }
    float[] vector = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      vector[i] = (float) (sums[i] / tokens);
    }
    return vector;
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
