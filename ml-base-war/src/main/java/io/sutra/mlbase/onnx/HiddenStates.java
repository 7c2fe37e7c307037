package io.sutra.mlbase.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import io.sutra.mlbase.model.Pooling;
import java.nio.FloatBuffer;

/** The vectors of tokens that a graph gave, {@code float32[tokens][dimension]}, to be pooled. */
record HiddenStates(FloatBuffer numbers, int dimension) {

  /** Reads the named output of a graph. */
  static HiddenStates of(OrtSession.Result result, String output, int dimension) {
    if (!(result.get(output).orElseThrow() instanceof OnnxTensor tensor)) {
      throw new IllegalStateException(output + " is not a tensor");
    }
    return new HiddenStates(tensor.getFloatBuffer(), dimension);
  }

  /** The vector of a text whose tokens begin at {@code start}. */
  float[] pool(Pooling pooling, int start, int tokens) {
    return switch (pooling) {
      case CLS -> token(start);
      case MEAN -> mean(start, tokens);
      case GRAPH -> throw new IllegalStateException("the graph pools itself");
    };
  }

  /** The vector of one token. */
  float[] token(int index) {
    float[] vector = new float[dimension];
    numbers.get(index * dimension, vector);
    return vector;
  }

  private float[] mean(int start, int tokens) {
    double[] sums = new double[dimension];
    for (int token = start; token < start + tokens; token++) {
      for (int i = 0; i < dimension; i++) {
        sums[i] += numbers.get(token * dimension + i);
      }
    }
    float[] vector = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      vector[i] = (float) (sums[i] / tokens);
    }
    return vector;
  }
}
