package io.sutra.it.models;

import static io.sutra.it.models.OnnxGraphWriter.attribute;

import io.sutra.it.SutraInstance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A text encoder with random weights, written as exporters write one: a folder with {@code
 * model.onnx}, {@code config.json}, {@code 1_Pooling/config.json} and the vocabulary of the build's
 * own model. The same bytes in every run.
 *
 * <p>The two kinds are the two that the catalogue's large models are of: BERT (Devlin et al., 2018:
 * learned positions, GELU), and the one of nomic-embed-text-v1.5 (rotary positions of Su et al.,
 * 2021, SwiGLU of Shazeer, 2020, no biases).
 *
 * @param kind of network
 * @param layers how many
 * @param dimension numbers of a vector
 * @param heads of attention, each of an equal part of the vector
 * @param inner numbers between the two halves of a layer's feed-forward part
 * @param window the most tokens of a text
 * @param firstToken the text's vector is that of the first token, else the mean
 */
record GeneratedModel(
    Kind kind, int layers, int dimension, int heads, int inner, int window, boolean firstToken) {

  /** The two kinds of network. */
  enum Kind {
    BERT,
    NOMIC
  }

  private static final long SEED = 768;
  private static final int VOCABULARY = 30_522;
  private static final double DEVIATION = 0.02;
  private static final double EPSILON = 1e-12;
  private static final double ROTARY_BASE = 1_000;

  /** A model of 768 numbers that is quick to compute. */
  static GeneratedModel small(boolean firstToken) {
    return new GeneratedModel(Kind.BERT, 2, 768, 12, 3_072, 512, firstToken);
  }

  /** Vectors of 768 numbers at the least cost, to have many of them. */
  static GeneratedModel quick() {
    return new GeneratedModel(Kind.BERT, 1, 768, 12, 768, 512, false);
  }

  /** The shape of nomic-embed-text-v1.5; its window is cut to what is timed. */
  static GeneratedModel nomic() {
    return new GeneratedModel(Kind.NOMIC, 12, 768, 12, 3_072, 2_048, false);
  }

  /** Writes the model's files into a folder that need not be there. */
  Path writeTo(Path folder) throws IOException {
    Path pooling = Files.createDirectories(folder.resolve("1_Pooling")).resolve("config.json");
    Files.copy(
        SutraInstance.ROOT.resolve("ml-base-war/target/models/bge-small-en-v1.5/tokenizer.json"),
        folder.resolve("tokenizer.json"));
    Files.writeString(
        folder.resolve("config.json"),
        """
        {"hidden_size": %d, "max_position_embeddings": %d, "vocab_size": %d}
        """
            .formatted(dimension, window, VOCABULARY));
    Files.writeString(
        pooling,
        """
        {"pooling_mode_cls_token": %b, "pooling_mode_mean_tokens": %b}
        """
            .formatted(firstToken, !firstToken));
    new Network(this, new OnnxGraphWriter(SEED)).write(folder.resolve("model.onnx"));
    return folder;
  }

  /** Puts the nodes one after the other. */
  private static final class Network {

    private final GeneratedModel shape;
    private final OnnxGraphWriter graph;
    private final int headSize;

    Network(GeneratedModel shape, OnnxGraphWriter graph) {
      this.shape = shape;
      this.graph = graph;
      this.headSize = shape.dimension / shape.heads;
    }

    void write(Path file) throws IOException {
      for (String input : List.of("input_ids", "attention_mask", "token_type_ids")) {
        graph.input(input, OnnxGraphWriter.INT64, "rows", "tokens");
      }
      String mask = mask();
      String tokens = tokens();
      String[] rotary = shape.kind == Kind.NOMIC ? rotary(tokens) : new String[0];
      String states = embeddings(tokens);
      for (int layer = 0; layer < shape.layers; layer++) {
        boolean last = layer == shape.layers - 1;
        states = normalized(add(states, attention(states, mask, rotary)), "");
        states = normalized(add(states, feedForward(states)), last ? "last_hidden_state" : "");
      }
      graph.output(
          states, OnnxGraphWriter.FLOAT, "rows", "tokens", Integer.toString(shape.dimension));
      graph.writeTo(file);
    }

    /** Hugely negative where there is no token. */
    private String mask() {
      String inner = graph.node("Unsqueeze", "attention_mask", graph.longs(1));
      String outer = graph.node("Unsqueeze", inner, graph.longs(2));
      String real = graph.node("Cast", List.of(attribute("to", OnnxGraphWriter.FLOAT)), outer);
      String missing = graph.node("Sub", graph.scalar(1), real);
      return graph.node("Mul", missing, graph.scalar(-Float.MAX_VALUE));
    }

    /** How many tokens a row has, {@code int64[1]}. */
    private String tokens() {
      String shapeOfIds = graph.node("Shape", "input_ids");
      String columns = graph.node("Gather", shapeOfIds, graph.longs(new long[] {1}, new long[0]));
      return graph.node("Unsqueeze", columns, graph.longs(0));
    }

    private String embeddings(String tokens) {
      String words = lookUp(VOCABULARY, "input_ids");
      String sum = add(words, lookUp(2, "token_type_ids"));
      if (shape.kind == Kind.BERT) {
        long[] count = new long[shape.window];
        for (int i = 0; i < count.length; i++) {
          count[i] = i;
        }
        String places =
            graph.node(
                "Slice",
                graph.longs(count, new long[] {1, count.length}),
                graph.longs(0),
                tokens,
                graph.longs(1));
        sum = add(sum, lookUp(shape.window, places));
      }
      return normalized(sum, "");
    }

    private String lookUp(int rows, String indices) {
      return graph.node("Gather", graph.weights(0, DEVIATION, rows, shape.dimension), indices);
    }

    private String attention(String states, String mask, String[] rotary) {
      String query = heads(states, 0, 2, 1, 3);
      String key;
      if (rotary.length == 0) {
        key = heads(states, 0, 2, 3, 1);
      } else {
        query = rotated(query, rotary);
        key = transposed(rotated(heads(states, 0, 2, 1, 3), rotary), 0, 1, 3, 2);
      }
      String scores = graph.node("MatMul", query, key);
      String scaled = graph.node("Div", scores, graph.scalar(Math.sqrt(headSize)));
      String shares = graph.node("Softmax", List.of(attribute("axis", -1)), add(scaled, mask));
      String mixed = graph.node("MatMul", shares, heads(states, 0, 2, 1, 3));
      String joined =
          graph.node("Reshape", transposed(mixed, 0, 2, 1, 3), graph.longs(0, 0, shape.dimension));
      return dense(joined, shape.dimension, shape.dimension);
    }

    private String heads(String states, long... order) {
      String projected = dense(states, shape.dimension, shape.dimension);
      String cut = graph.node("Reshape", projected, graph.longs(0, 0, shape.heads, headSize));
      return transposed(cut, order);
    }

    private String transposed(String value, long... order) {
      return graph.node("Transpose", List.of(attribute("perm", order)), value);
    }

    /** The cosines and sines of each place, {@code float32[tokens][headSize]} each. */
    private String[] rotary(String tokens) {
      float[] cosines = new float[shape.window * headSize];
      float[] sines = new float[cosines.length];
      for (int i = 0; i < cosines.length; i++) {
        int pair = i % headSize % (headSize / 2);
        int place = i / headSize;
        double angle = place / Math.pow(ROTARY_BASE, 2.0 * pair / headSize);
        cosines[i] = (float) Math.cos(angle);
        sines[i] = (float) Math.sin(angle);
      }
      String[] tables = new String[2];
      for (int i = 0; i < tables.length; i++) {
        String table = graph.floats(i == 0 ? cosines : sines, shape.window, headSize);
        tables[i] = graph.node("Slice", table, graph.longs(0), tokens, graph.longs(0));
      }
      return tables;
    }

    private String rotated(String heads, String[] rotary) {
      String first = part(heads, 0, headSize / 2);
      String second = graph.node("Neg", part(heads, headSize / 2, headSize));
      String turned = graph.node("Concat", List.of(attribute("axis", -1)), second, first);
      return add(graph.node("Mul", heads, rotary[0]), graph.node("Mul", turned, rotary[1]));
    }

    private String part(String heads, int from, int to) {
      return graph.node("Slice", heads, graph.longs(from), graph.longs(to), graph.longs(3));
    }

    private String feedForward(String states) {
      String opened = dense(states, shape.dimension, shape.inner);
      return dense(
          shape.kind == Kind.BERT ? gelu(opened) : swiGlu(states, opened),
          shape.inner,
          shape.dimension);
    }

    private String gelu(String x) {
      String erf = graph.node("Erf", graph.node("Div", x, graph.scalar(Math.sqrt(2))));
      String product = graph.node("Mul", x, add(erf, graph.scalar(1)));
      return graph.node("Mul", product, graph.scalar(0.5));
    }

    private String swiGlu(String states, String opened) {
      String gate = dense(states, shape.dimension, shape.inner);
      String swish = graph.node("Mul", gate, graph.node("Sigmoid", gate));
      return graph.node("Mul", opened, swish);
    }

    private String dense(String value, int from, int to) {
      String product = graph.node("MatMul", value, graph.weights(0, DEVIATION, from, to));
      return shape.kind == Kind.NOMIC ? product : add(graph.weights(0, DEVIATION, to), product);
    }

    private String normalized(String value, String name) {
      String mean = mean(value);
      String centred = graph.node("Sub", value, mean);
      String variance = mean(graph.node("Pow", centred, graph.scalar(2)));
      String deviation = graph.node("Sqrt", add(variance, graph.scalar(EPSILON)));
      String unit = graph.node("Div", centred, deviation);
      String scaled = graph.node("Mul", unit, graph.weights(1, DEVIATION, shape.dimension));
      String shift = graph.weights(0, DEVIATION, shape.dimension);
      return name.isEmpty()
          ? add(scaled, shift)
          : graph.named(name, "Add", List.of(), scaled, shift);
    }

    private String mean(String value) {
      return graph.node("ReduceMean", List.of(attribute("axes", new long[] {-1})), value);
    }

    private String add(String one, String other) {
      return graph.node("Add", one, other);
    }
  }
}
