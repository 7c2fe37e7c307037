package io.sutra.embedding.contract;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.IntFunction;

/**
 * The pieces of an answer in turn: a head, vectors with something between two of them, a tail. Not
 * thread-safe.
 */
public final class Pieces implements Iterator<byte[]> {

  private static final byte[] COMMA = ascii(",");

  private final Frame frame;
  private final int vectors;
  private final IntFunction<byte[]> vector;

  /** Pieces that were taken. */
  private int taken;

  /**
   * What stands around the vectors.
   *
   * @param head before the first vector
   * @param before what separates the vector at an index, 1 or more, from the one before it
   * @param tail after the last vector
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Frame(byte[] head, IntFunction<byte[]> before, byte[] tail) {

    /** A frame with a comma between two vectors. */
    public Frame(byte[] head, byte[] tail) {
      this(head, index -> COMMA, tail);
    }
  }

  /**
   * Puts an answer together.
   *
   * @param vectors how many there are, 1 or more
   * @param vector writes the one at an index, as JSON
   */
  public Pieces(Frame frame, int vectors, IntFunction<byte[]> vector) {
    this.frame = frame;
    this.vectors = vectors;
    this.vector = vector;
  }

  /** Text of JSON's syntax. */
  public static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public boolean hasNext() {
    return taken <= 2 * vectors;
  }

  @Override
  public byte[] next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    int piece = taken++;
    if (piece == 0) {
      return frame.head();
    }
    if (piece == 2 * vectors) {
      return frame.tail();
    }
    return piece % 2 == 0 ? frame.before().apply(piece / 2) : vector.apply(piece / 2);
  }
}
