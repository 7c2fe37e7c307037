package io.sutra.mlbase.onnx.graph;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One operator of a graph. Attributes stay encoded until somebody asks for one, and are written
 * back as they were. Immutable; equal only to itself.
 */
final class OnnxNode {

  /**
   * The producer of a value that no node makes. It is no operator and has no inputs, so a pattern
   * can walk up a chain of producers without asking at each step whether there is one: past the
   * first that is missing, all are missing.
   */
  static final OnnxNode NONE = new OnnxNode("", "", "", List.of(), List.of(), Map.of(), List.of());

  /** Domain of the operators that ONNX Runtime adds to the standard. */
  static final String CONTRIB = "com.microsoft";

  private static final int F_INPUT = 1;
  private static final int F_OUTPUT = 2;
  private static final int F_NAME = 3;
  private static final int F_OP = 4;
  private static final int F_ATTRIBUTE = 5;
  private static final int F_DOMAIN = 7;

  private final String domain;
  private final String op;
  private final String name;
  private final List<String> inputs;
  private final List<String> outputs;
  private final Map<String, ByteBuffer> attributes;
  private final List<String> captured;

  private OnnxNode(
      String domain,
      String op,
      String name,
      List<String> inputs,
      List<String> outputs,
      Map<String, ByteBuffer> attributes,
      List<String> captured) {
    this.domain = domain;
    this.op = op;
    this.name = name;
    this.inputs = List.copyOf(inputs);
    this.outputs = List.copyOf(outputs);
    this.attributes = attributes;
    this.captured = List.copyOf(captured);
  }

  /** A node of the standard operators that is named after the value that it makes. */
  static OnnxNode standard(String op, String output, String... inputs) {
    return new OnnxNode("", op, output, List.of(inputs), List.of(output), Map.of(), List.of());
  }

  /** A node of ONNX Runtime's own operators. */
  static OnnxNode contrib(String op, String output, List<String> inputs) {
    return new OnnxNode(CONTRIB, op, output, inputs, List.of(output), Map.of(), List.of());
  }

  static OnnxNode parse(ByteBuffer message) {
    String domain = "";
    String op = "";
    String name = "";
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    Map<String, ByteBuffer> attributes = new LinkedHashMap<>();
    WireReader in = new WireReader(message);
    while (in.next()) {
      switch (in.field()) {
        case F_INPUT -> inputs.add(in.string());
        case F_OUTPUT -> outputs.add(in.string());
        case F_NAME -> name = in.string();
        case F_OP -> op = in.string();
        case F_DOMAIN -> domain = in.string();
        case F_ATTRIBUTE -> {
          ByteBuffer attribute = in.bytes();
          attributes.put(OnnxAttribute.name(attribute), attribute);
        }
        default -> in.raw();
      }
    }
    return new OnnxNode(domain, op, name, inputs, outputs, attributes, List.of());
  }

  WireWriter write() {
    WireWriter out = new WireWriter();
    inputs.forEach(input -> out.string(F_INPUT, input));
    outputs.forEach(output -> out.string(F_OUTPUT, output));
    out.string(F_NAME, name).string(F_OP, op);
    attributes.values().forEach(attribute -> out.bytes(F_ATTRIBUTE, attribute));
    if (!domain.isEmpty()) {
      out.string(F_DOMAIN, domain);
    }
    return out;
  }

  OnnxNode with(String attribute, long value) {
    return with(attribute, OnnxAttribute.ofLong(attribute, value));
  }

  OnnxNode with(String attribute, float value) {
    return with(attribute, OnnxAttribute.ofFloat(attribute, value));
  }

  /**
   * This node with a graph as an attribute.
   *
   * @param used the values around the node that the nodes of that graph read
   */
  OnnxNode withGraph(String attribute, WireWriter graph, List<String> used) {
    OnnxNode changed = with(attribute, OnnxAttribute.ofGraph(attribute, graph));
    List<String> all = new ArrayList<>(captured);
    all.addAll(used);
    return new OnnxNode(domain, op, name, inputs, outputs, changed.attributes, all);
  }

  private OnnxNode with(String attribute, ByteBuffer encoded) {
    Map<String, ByteBuffer> changed = new LinkedHashMap<>(attributes);
    changed.put(attribute, encoded);
    return new OnnxNode(domain, op, name, inputs, outputs, changed, captured);
  }

  /** The same operation on other inputs, named after the value that it makes. */
  OnnxNode copyTo(String output, List<String> newInputs) {
    return new OnnxNode(domain, op, output, newInputs, List.of(output), attributes, captured);
  }

  boolean isNone() {
    return this == NONE;
  }

  /** Whether this is that operator of the ONNX standard. */
  boolean is(String standardOp) {
    return op.equals(standardOp) && (domain.isEmpty() || domain.equals("ai.onnx"));
  }

  /** Whether this is that operator of ONNX Runtime. */
  boolean isContrib(String contribOp) {
    return op.equals(contribOp) && isContrib();
  }

  boolean isContrib() {
    return domain.equals(CONTRIB);
  }

  boolean has(String attribute) {
    return attributes.containsKey(attribute);
  }

  long longAttribute(String attribute, long absent) {
    long[] values = longsAttribute(attribute);
    return values.length == 1 ? values[0] : absent;
  }

  /** Empty when there is no such attribute. */
  long[] longsAttribute(String attribute) {
    ByteBuffer encoded = attributes.get(attribute);
    return encoded == null ? new long[0] : OnnxAttribute.longs(encoded);
  }

  float floatAttribute(String attribute, float absent) {
    ByteBuffer encoded = attributes.get(attribute);
    return encoded == null ? absent : OnnxAttribute.floatValue(encoded, absent);
  }

  /** The tensor of a {@code Constant} node. */
  OnnxTensorData tensorAttribute(String attribute) {
    ByteBuffer encoded = attributes.get(attribute);
    return encoded == null ? OnnxTensorData.NONE : OnnxAttribute.tensor(encoded);
  }

  List<String> inputs() {
    return inputs;
  }

  /** The name of an input; empty, which names no value, where there is none. */
  String input(int index) {
    return index >= 0 && index < inputs.size() ? inputs.get(index) : "";
  }

  List<String> outputs() {
    return outputs;
  }

  /** The name of the first output; empty for {@link #NONE}. */
  String output() {
    return outputs.isEmpty() ? "" : outputs.getFirst();
  }

  /** All values that must exist before this node can run. */
  List<String> dependencies() {
    if (captured.isEmpty()) {
      return inputs;
    }
    List<String> all = new ArrayList<>(inputs);
    all.addAll(captured);
    return all;
  }

  @Override
  public String toString() {
    return op + inputs + "->" + outputs;
  }
}
