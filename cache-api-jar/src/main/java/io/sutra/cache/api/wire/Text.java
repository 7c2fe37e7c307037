package io.sutra.cache.api.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Strings in a frame: two bytes of length and UTF-8. */
final class Text {

  private Text() {}

  static int bytes(String text) {
    return 2 + text.getBytes(StandardCharsets.UTF_8).length;
  }

  static void write(String text, ByteBuffer target) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    target.putShort((short) utf8.length).put(utf8);
  }

  static String read(ByteBuffer source, String what) throws ProtocolException {
    if (source.remaining() < 2) {
      throw new ProtocolException("the frame ends before the " + what);
    }
    int length = source.getShort() & 0xFFFF;
    if (length > source.remaining()) {
      throw new ProtocolException("the frame ends inside the " + what);
    }
    ByteBuffer utf8 = source.slice(source.position(), length);
    source.position(source.position() + length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
    } catch (CharacterCodingException e) {
      throw new ProtocolException("the " + what + " is not UTF-8");
    }
  }
}
