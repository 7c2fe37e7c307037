package io.sutra.mlbase.onnx.graph;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * The file beside a model that holds its large constants.
 *
 * <p>Why a second file: ONNX Runtime parses a model file into memory but maps external weights, so
 * that a table of word embeddings costs memory only for the rows that are looked up, and the
 * weights that it repacks at start are not held twice.
 */
final class WeightsFile {

  /** Smaller constants stay in the model, where the runtime's own optimiser can see them. */
  private static final int SMALLEST = 1024;

  private static final long PAGE = 4096;
  private static final int F_EXTERNAL = 13;
  private static final int F_LOCATION = 14;
  private static final int LOCATION_EXTERNAL = 1;
  private static final int F_KEY = 1;
  private static final int F_VALUE = 2;

  private final String name;
  private final FileChannel channel;

  /**
   * Writes to {@code channel}.
   *
   * @param name the file's name as the model shall refer to it, relative to the model
   */
  WeightsFile(String name, FileChannel channel) {
    this.name = name;
    this.channel = channel;
  }

  /**
   * The constant as the model shall hold it: with its bytes, or with a reference to where they are
   * in this file.
   *
   * @throws UncheckedIOException when the file cannot be written
   */
  WireWriter store(OnnxTensorData constant) {
    WireWriter out = constant.writeHead();
    ByteBuffer data = constant.data();
    if (data.remaining() < SMALLEST) {
      return constant.writeData(out);
    }
    int length = data.remaining();
    long offset = append(data);
    out.message(F_EXTERNAL, entry("location", name));
    out.message(F_EXTERNAL, entry("offset", Long.toString(offset)));
    out.message(F_EXTERNAL, entry("length", Integer.toString(length)));
    return out.varint(F_LOCATION, LOCATION_EXTERNAL);
  }

  private long append(ByteBuffer data) {
    try {
      long offset = (channel.position() + PAGE - 1) / PAGE * PAGE;
      channel.position(offset);
      while (data.hasRemaining()) {
        channel.write(data);
      }
      return offset;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static WireWriter entry(String key, String value) {
    return new WireWriter().string(F_KEY, key).string(F_VALUE, value);
  }
}
