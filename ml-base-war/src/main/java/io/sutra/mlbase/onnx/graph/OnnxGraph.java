package io.sutra.mlbase.onnx.graph;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The nodes and constants of a model, with what pattern matching asks for: who makes a value, and
 * who uses it. Not thread-safe.
 */
final class OnnxGraph {

  private static final int F_NODE = 1;
  private static final int F_INITIALIZER = 5;
  private static final int F_INPUT = 11;
  private static final int F_OUTPUT = 12;
  private static final int F_VALUE_INFO = 13;
  private static final int F_VALUE_NAME = 1;
  private static final int F_TENSOR_NAME = 8;

  private final List<OnnxNode> nodes = new ArrayList<>();
  private final Map<String, OnnxNode> producers = new HashMap<>();
  private final Map<String, OnnxTensorData> constants = new LinkedHashMap<>();
  private final Map<String, ByteBuffer> opaqueConstants = new LinkedHashMap<>();
  private final Map<String, ByteBuffer> inputs = new LinkedHashMap<>();
  private final Map<String, ByteBuffer> outputs = new LinkedHashMap<>();
  private final List<ByteBuffer> rest = new ArrayList<>();
  private int fresh;

  static OnnxGraph parse(ByteBuffer message) {
    OnnxGraph graph = new OnnxGraph();
    WireReader in = new WireReader(message);
    while (in.next()) {
      switch (in.field()) {
        case F_NODE -> graph.add(OnnxNode.parse(in.bytes()));
        case F_INITIALIZER -> graph.addInitializer(in.bytes());
        case F_INPUT -> put(graph.inputs, in.bytes(), F_VALUE_NAME);
        case F_OUTPUT -> put(graph.outputs, in.bytes(), F_VALUE_NAME);
        // Shapes of inner values are hints that a rewrite would leave stale; the runtime infers
        // them anew.
        case F_VALUE_INFO -> in.raw();
        default -> graph.rest.add(in.raw());
      }
    }
    return graph;
  }

  WireWriter write(WeightsFile weights) {
    WireWriter out = new WireWriter();
    nodes.forEach(node -> out.message(F_NODE, node.write()));
    constants.values().forEach(it -> out.message(F_INITIALIZER, weights.store(it)));
    opaqueConstants.values().forEach(it -> out.bytes(F_INITIALIZER, it));
    inputs.values().forEach(value -> out.bytes(F_INPUT, value));
    outputs.values().forEach(value -> out.bytes(F_OUTPUT, value));
    rest.forEach(out::raw);
    return out;
  }

  private void addInitializer(ByteBuffer message) {
    OnnxTensorData tensor = OnnxTensorData.parse(message);
    if (tensor.isNone()) {
      put(opaqueConstants, message, F_TENSOR_NAME);
    } else {
      add(tensor);
    }
  }

  private static void put(Map<String, ByteBuffer> values, ByteBuffer message, int nameField) {
    WireReader in = new WireReader(message);
    String name = "";
    while (in.next()) {
      if (in.field() == nameField) {
        name = in.string();
      } else {
        in.raw();
      }
    }
    values.put(name, message);
  }

  /** A copy, so that a step may change the graph while it walks. */
  List<OnnxNode> nodes() {
    return List.copyOf(nodes);
  }

  /** Names of the values that the caller gives. */
  Set<String> inputs() {
    return Set.copyOf(inputs.keySet());
  }

  /** Names of the values that the caller gets. */
  Set<String> outputs() {
    return Set.copyOf(outputs.keySet());
  }

  /** Adds a value that the caller gives; one of that name is replaced. */
  void addInput(String name, int type, String... dims) {
    inputs.put(name, ValueDeclaration.tensor(name, type, dims));
  }

  /** Makes a value the only one that the caller gets. */
  void setOutput(String name, int type, String... dims) {
    outputs.clear();
    outputs.put(name, ValueDeclaration.tensor(name, type, dims));
  }

  /** Makes one of several outputs the only one. */
  void keepOutput(String name) {
    outputs.keySet().retainAll(Set.of(name));
  }

  /** A name that nothing in the graph has yet. */
  String freshName(String stem) {
    return "sutra/" + stem + "_" + fresh++;
  }

  void add(OnnxTensorData constant) {
    constants.put(constant.name(), constant);
  }

  void add(OnnxNode node) {
    nodes.add(node);
    register(node);
  }

  private void register(OnnxNode node) {
    node.outputs().stream()
        .filter(output -> !output.isEmpty())
        .forEach(output -> producers.put(output, node));
  }

  /**
   * Puts a node in the place of another one. It must make the same values under the same names, so
   * that nobody else has to change; whatever only the old node needed is dropped by the next {@link
   * #prune}.
   */
  void replace(OnnxNode old, OnnxNode replacement) {
    if (!old.outputs().equals(replacement.outputs())) {
      throw new IllegalArgumentException(replacement + " does not make what " + old + " made");
    }
    nodes.set(nodes.indexOf(old), replacement);
    register(replacement);
  }

  /**
   * The constant with this name, be it an initializer or the output of a Constant node; {@link
   * OnnxTensorData#NONE} when the value is computed or given.
   */
  OnnxTensorData constant(String value) {
    OnnxTensorData initializer = constants.get(value);
    // An initializer that is also an input is only a default, which the caller may replace.
    if (initializer != null) {
      return inputs.containsKey(value) ? OnnxTensorData.NONE : initializer;
    }
    return producer(value, "Constant").tensorAttribute("value");
  }

  boolean isConstant(String value) {
    return !constant(value).isNone();
  }

  /** The node that makes a value; {@link OnnxNode#NONE} for a constant, an input or no value. */
  OnnxNode producer(String value) {
    return producers.getOrDefault(value, OnnxNode.NONE);
  }

  /** The node that makes a value, if it is this standard operator; else {@link OnnxNode#NONE}. */
  OnnxNode producer(String value, String standardOp) {
    OnnxNode node = producer(value);
    return node.is(standardOp) ? node : OnnxNode.NONE;
  }

  List<OnnxNode> consumers(String value) {
    return nodes.stream().filter(node -> node.dependencies().contains(value)).toList();
  }

  /**
   * The one node that uses a value, which is no output either; else {@link OnnxNode#NONE}. A value
   * with other users must still exist after its consumer has been replaced.
   */
  OnnxNode onlyConsumer(String value) {
    List<OnnxNode> users = consumers(value);
    return users.size() == 1 && !outputs.containsKey(value) ? users.getFirst() : OnnxNode.NONE;
  }

  /** The single float in a constant; NaN, which equals nothing, when it is not such a constant. */
  float scalar(String value) {
    float[] floats = constant(value).floats();
    return floats.length == 1 ? floats[0] : Float.NaN;
  }

  /**
   * The constant operand's index (0 or 1) of a two-operand node where exactly one operand is
   * constant; else -1.
   */
  int constantOperand(OnnxNode node) {
    boolean first = isConstant(node.input(0));
    boolean second = isConstant(node.input(1));
    if (first == second || node.inputs().size() != 2) {
      return -1;
    }
    return first ? 0 : 1;
  }

  /**
   * Drops all that no output depends on (nodes, constants, inputs), and puts the nodes in an order
   * of execution.
   */
  void prune() {
    Set<OnnxNode> done = new HashSet<>();
    nodes.clear();
    for (String output : outputs.keySet()) {
      appendWithAncestors(output, done);
    }
    producers.clear();
    nodes.forEach(this::register);
    Set<String> used = new HashSet<>(outputs.keySet());
    nodes.forEach(node -> used.addAll(node.dependencies()));
    constants.keySet().retainAll(used);
    opaqueConstants.keySet().retainAll(used);
    inputs.keySet().retainAll(used);
  }

  /** Depth first with a stack of its own: a chain of nodes may be longer than a thread's stack. */
  private void appendWithAncestors(String output, Set<OnnxNode> done) {
    Set<OnnxNode> entered = new HashSet<>();
    Deque<OnnxNode> stack = new ArrayDeque<>();
    stack.push(producer(output));
    while (!stack.isEmpty()) {
      OnnxNode node = stack.peek();
      if (entered.add(node)) {
        node.dependencies().stream()
            .map(this::producer)
            .filter(producer -> !entered.contains(producer))
            .forEach(stack::push);
      } else {
        stack.pop();
        if (!node.isNone() && done.add(node)) {
          nodes.add(node);
        }
      }
    }
  }
}
