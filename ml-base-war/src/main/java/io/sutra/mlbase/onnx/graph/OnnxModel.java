package io.sutra.mlbase.onnx.graph;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** An ONNX file: its graph, and everything around it kept as it was read. Not thread-safe. */
final class OnnxModel {

  private static final int F_GRAPH = 7;
  private static final int F_OPSET = 8;
  private static final int F_OPSET_DOMAIN = 1;
  private static final int F_OPSET_VERSION = 2;

  private final List<ByteBuffer> rest = new ArrayList<>();
  private final Set<String> opsetDomains = new HashSet<>();
  private OnnxGraph graph = new OnnxGraph();

  private OnnxModel() {}

  /**
   * Maps the file; the weights are read from it when they are needed, so it must stay as it is
   * until then.
   *
   * @throws OnnxFormatException when the file is not an ONNX model
   */
  static OnnxModel read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new OnnxFormatException(file + " is larger than the 2 GiB that one ONNX file can be");
      }
      return parse(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
    } catch (BufferUnderflowException e) {
      throw new OnnxFormatException(file + " ends in the middle of a field", e);
    }
  }

  private static OnnxModel parse(ByteBuffer message) {
    OnnxModel model = new OnnxModel();
    WireReader in = new WireReader(message);
    while (in.next()) {
      switch (in.field()) {
        case F_GRAPH -> model.graph = OnnxGraph.parse(in.bytes());
        case F_OPSET -> {
          ByteBuffer opset = in.bytes();
          model.opsetDomains.add(opsetDomain(opset));
          model.rest.add(new WireWriter().bytes(F_OPSET, opset).toBuffer());
        }
        default -> model.rest.add(in.raw());
      }
    }
    if (model.graph.outputs().isEmpty()) {
      throw new OnnxFormatException("the model has no output");
    }
    return model;
  }

  OnnxGraph graph() {
    return graph;
  }

  /** Whether the model was optimised for ONNX Runtime before. */
  boolean usesContribOps() {
    return graph.nodes().stream().anyMatch(OnnxNode::isContrib);
  }

  /** Declares the operators of ONNX Runtime, which a strict reader refuses to meet undeclared. */
  void declareContribOps() {
    if (opsetDomains.add(OnnxNode.CONTRIB)) {
      WireWriter opset =
          new WireWriter().string(F_OPSET_DOMAIN, OnnxNode.CONTRIB).varint(F_OPSET_VERSION, 1);
      rest.add(new WireWriter().message(F_OPSET, opset).toBuffer());
    }
  }

  /**
   * Writes the model, and its large constants to a second file that must stay beside it. Neither
   * may exist yet. Both are on disk when this returns.
   */
  void write(Path file, Path weightsFile) throws IOException {
    WireWriter out = new WireWriter();
    rest.forEach(out::raw);
    try (FileChannel channel = create(weightsFile)) {
      WeightsFile weights = new WeightsFile(String.valueOf(weightsFile.getFileName()), channel);
      out.message(F_GRAPH, graph.write(weights));
      channel.force(true);
    } catch (UncheckedIOException e) {
      throw new IOException("Cannot write " + weightsFile, e);
    }
    try (FileChannel channel = create(file)) {
      out.writeTo(channel);
      channel.force(true);
    }
  }

  private static FileChannel create(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  private static String opsetDomain(ByteBuffer opset) {
    WireReader in = new WireReader(opset);
    while (in.next()) {
      if (in.field() == F_OPSET_DOMAIN) {
        return in.string();
      }
      in.raw();
    }
    return "";
  }
}
