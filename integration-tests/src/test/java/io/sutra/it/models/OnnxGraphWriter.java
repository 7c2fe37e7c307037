package io.sutra.it.models;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Writes an ONNX graph node by node; each method returns the name of the value that it makes. Field
 * numbers are those of {@code onnx.proto}. Not thread-safe.
 */
final class OnnxGraphWriter {

  static final int FLOAT = 1;
  static final int INT64 = 7;

  private static final int IR_VERSION = 8;
  private static final int OPSET = 14;

  private final ProtoMessage graph = new ProtoMessage();
  private final SplittableRandom seeds;
  private int values;

  OnnxGraphWriter(long seed) {
    seeds = new SplittableRandom(seed);
  }

  /** A node with one output. */
  String node(String operator, List<ProtoMessage> attributes, String... inputs) {
    return named("value_" + values++, operator, attributes, inputs);
  }

  String node(String operator, String... inputs) {
    return node(operator, List.of(), inputs);
  }

  /** A node whose output has that name. */
  String named(String output, String operator, List<ProtoMessage> attributes, String... inputs) {
    var node = new ProtoMessage();
    for (String input : inputs) {
      node.text(1, input);
    }
    node.text(2, output).text(3, output).text(4, operator);
    attributes.forEach(attribute -> node.message(5, attribute));
    graph.message(1, node);
    return output;
  }

  static ProtoMessage attribute(String name, long value) {
    return new ProtoMessage().text(1, name).number(3, value).number(20, 2);
  }

  static ProtoMessage attribute(String name, long[] numbers) {
    var attribute = new ProtoMessage().text(1, name);
    for (long number : numbers) {
      attribute.number(8, number);
    }
    return attribute.number(20, 7);
  }

  /** Normally distributed numbers around {@code mean}, others for each constant. */
  String weights(double mean, double deviation, long... shape) {
    SplittableRandom random = seeds.split();
    int count = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    return constant(
        FLOAT,
        shape,
        (long) count * Float.BYTES,
        out -> {
          ByteBuffer number = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
          for (int i = 0; i < count; i++) {
            number.putFloat(0, (float) random.nextGaussian(mean, deviation));
            out.write(number.array());
          }
        });
  }

  String floats(float[] numbers, long... shape) {
    ByteBuffer bytes =
        ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(numbers);
    return constant(FLOAT, shape, bytes.capacity(), out -> out.write(bytes.array()));
  }

  String scalar(double number) {
    return floats(new float[] {(float) number});
  }

  String longs(long[] numbers, long... shape) {
    ByteBuffer bytes =
        ByteBuffer.allocate(numbers.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(numbers);
    return constant(INT64, shape, bytes.capacity(), out -> out.write(bytes.array()));
  }

  String longs(long... numbers) {
    return longs(numbers, new long[] {numbers.length});
  }

  private String constant(int type, long[] shape, long bytes, ProtoMessage.Source source) {
    String name = "constant_" + values++;
    var tensor = new ProtoMessage();
    for (long dimension : shape) {
      tensor.number(1, dimension);
    }
    graph.message(5, tensor.number(2, type).text(8, name).bytes(9, bytes, source));
    return name;
  }

  /** Declares a value that the caller gives; dimensions are names or numbers. */
  void input(String name, int type, String... dimensions) {
    graph.message(11, declaration(name, type, dimensions));
  }

  /** Declares a value that the caller gets. */
  void output(String name, int type, String... dimensions) {
    graph.message(12, declaration(name, type, dimensions));
  }

  private static ProtoMessage declaration(String name, int type, String... dimensions) {
    var shape = new ProtoMessage();
    for (String dimension : dimensions) {
      shape.message(
          1,
          Character.isDigit(dimension.charAt(0))
              ? new ProtoMessage().number(1, Long.parseLong(dimension))
              : new ProtoMessage().text(2, dimension));
    }
    var tensor = new ProtoMessage().number(1, type).message(2, shape);
    return new ProtoMessage().text(1, name).message(2, new ProtoMessage().message(1, tensor));
  }

  void writeTo(Path file) throws IOException {
    graph.text(2, "generated");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      new ProtoMessage()
          .number(1, IR_VERSION)
          .message(7, graph)
          .message(8, new ProtoMessage().text(1, "").number(2, OPSET))
          .writeTo(out);
    }
  }
}
