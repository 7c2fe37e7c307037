package io.sutra.cache.api.wire;

import java.nio.ByteBuffer;

/**
 * The first twelve bytes of a frame.
 *
 * @param length bytes that follow the length field
 * @param code the opcode's number, plus 128 in an answer; 255 in an error
 * @param more whether another frame answers the same request
 * @param namespaced whether the body begins with a namespace
 * @param requestId the client's number for the request
 */
public record FrameHeader(int length, int code, boolean more, boolean namespaced, int requestId) {

  /** The version of the protocol. */
  public static final int VERSION = 1;

  /** Bytes of the length field. */
  public static final int LENGTH_BYTES = 4;

  /** Bytes of a header, the length field included. */
  public static final int BYTES = 12;

  /** Bytes of a namespace at the beginning of a body. */
  static final int NAMESPACE_BYTES = 8;

  private static final int FLAG_MORE = 1;
  private static final int FLAG_NAMESPACE = 2;

  /** A header whose body begins with no namespace. */
  public FrameHeader(int length, int code, boolean more, int requestId) {
    this(length, code, more, false, requestId);
  }

  /** The header of a request whose body has that many bytes. */
  public static FrameHeader request(Opcode opcode, int requestId, int bodyBytes) {
    return new FrameHeader(BYTES - LENGTH_BYTES + bodyBytes, opcode.number(), false, requestId);
  }

  /** The header of an answer whose body has that many bytes. */
  public static FrameHeader reply(Opcode opcode, int requestId, int bodyBytes, boolean more) {
    return new FrameHeader(
        BYTES - LENGTH_BYTES + bodyBytes, opcode.number() + Opcode.REPLY, more, requestId);
  }

  /** The header of an error whose body has that many bytes. */
  public static FrameHeader error(int requestId, int bodyBytes) {
    return new FrameHeader(BYTES - LENGTH_BYTES + bodyBytes, Opcode.ERROR, false, requestId);
  }

  /** The same, of a body that begins with a namespace, which the length already counts. */
  FrameHeader withNamespace() {
    return new FrameHeader(length, code, more, true, requestId);
  }

  /**
   * Checks a length before anything is allocated for it.
   *
   * @return the length
   * @throws ProtocolException when it is below 8 (a negative one included) or above the maximum
   */
  public static int checkLength(int length, int maxFrame) throws ProtocolException {
    if (length < BYTES - LENGTH_BYTES || length > maxFrame) {
      throw new ProtocolException(
          "a frame of " + length + " bytes: 8 to " + maxFrame + " are allowed");
    }
    return length;
  }

  /**
   * Reads a header at the buffer's position and moves past it; the body may still be on its way.
   *
   * @throws ProtocolException when a field is not of the protocol
   */
  public static FrameHeader read(ByteBuffer source, int maxFrame) throws ProtocolException {
    int length = checkLength(source.getInt(), maxFrame);
    int version = source.get() & 0xFF;
    if (version != VERSION) {
      throw new ProtocolException("version " + version + ": this side speaks version " + VERSION);
    }
    int code = source.get() & 0xFF;
    int flags = source.getShort() & 0xFFFF;
    if ((flags & ~(FLAG_MORE | FLAG_NAMESPACE)) != 0) {
      throw new ProtocolException("flags " + flags + ": only bits 0 and 1 have a meaning");
    }
    boolean more = (flags & FLAG_MORE) != 0;
    boolean namespaced = (flags & FLAG_NAMESPACE) != 0;
    return new FrameHeader(length, code, more, namespaced, source.getInt());
  }

  /** Writes the header at the buffer's position and moves past it. */
  public void write(ByteBuffer target) {
    target
        .putInt(length)
        .put((byte) VERSION)
        .put((byte) code)
        .putShort((short) ((more ? FLAG_MORE : 0) | (namespaced ? FLAG_NAMESPACE : 0)))
        .putInt(requestId);
  }

  /** Bytes of the body. */
  public int bodyBytes() {
    return length - (BYTES - LENGTH_BYTES);
  }

  /** Whether the frame is an error. */
  public boolean isError() {
    return code == Opcode.ERROR;
  }

  /**
   * What a request asks for.
   *
   * @throws ProtocolException when it is an answer, unknown, a request with MORE, or one with a
   *     namespace whose opcode has none
   */
  public Opcode requestOpcode() throws ProtocolException {
    if (more) {
      throw new ProtocolException("a request is one frame: MORE is for answers");
    }
    Opcode opcode = Opcode.of(code);
    if (namespaced && !opcode.takesNamespace()) {
      throw new ProtocolException("a request " + opcode + " has no namespace");
    }
    return opcode;
  }

  /**
   * What an answer answers.
   *
   * @throws ProtocolException when it is not an answer, unknown, or has a namespace and is not of
   *     an export
   */
  public Opcode replyOpcode() throws ProtocolException {
    Opcode opcode = Opcode.of(code - Opcode.REPLY);
    if (namespaced && opcode != Opcode.EXPORT) {
      throw new ProtocolException("an answer to " + opcode + " has no namespace");
    }
    return opcode;
  }
}
