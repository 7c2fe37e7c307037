package io.sutra.cache.api.wire;

/** What a frame asks for. The number is the one on the wire. */
public enum Opcode {
  /** Name and token; first of all. */
  HELLO(1, false),
  /** Look keys up. */
  GET(2, true),
  /** Put vectors with a time to live. */
  PUT(3, true),
  /** Delete keys. */
  DELETE(4, true),
  /** Delete everything. */
  CLEAR(5, true),
  /** The shard's numbers. */
  STATS(6, true),
  /** A sign of life. */
  PING(7, false),
  /** Every entry, streamed. */
  EXPORT(8, true),
  /** Put vectors with an absolute expiry. */
  IMPORT(9, true),
  /** Compact the log now. */
  COMPACT(10, false),
  /** Delete keys or everything, also from the shard's files. */
  ERASE(11, true);

  static final int REPLY = 128;
  static final int ERROR = 255;

  private static final Opcode[] BY_NUMBER = new Opcode[ERASE.number + 1];

  static {
    for (Opcode opcode : values()) {
      BY_NUMBER[opcode.number] = opcode;
    }
  }

  private final int number;
  private final boolean takesNamespace;

  Opcode(int number, boolean takesNamespace) {
    this.number = number;
    this.takesNamespace = takesNamespace;
  }

  /** The number on the wire. */
  public int number() {
    return number;
  }

  /** Whether a request may name a namespace. */
  boolean takesNamespace() {
    return takesNamespace;
  }

  static Opcode of(int number) throws ProtocolException {
    if (number < 1 || number >= BY_NUMBER.length) {
      throw new ProtocolException("opcode " + number + " is not known; 1 to 11 are");
    }
    return BY_NUMBER[number];
  }
}
