package io.sutra.embedding.l2;

import io.sutra.domain.TextTokens;
import io.sutra.embedding.service.StoredVector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Optional;

/**
 * What the shard holds for a key, little-endian:
 *
 * <pre>
 * offset  size
 *      0     1  format version, 1
 *      1     1  flags; bit 0: the text was cut to the model's window
 *      2     2  zero
 *      4     4  tokens that the model read
 *      8     4  tokens of the whole text
 *     12    4d  float32, not scaled: all numbers of the pooled vector, or,
 *               fewer, the first ones as they are served (of a model with
 *               a rotation: rotated)
 * </pre>
 *
 * <p>The header has one size, so that a longer entry always has more numbers: the shard keeps the
 * longer of two. The model and the text are in the key.
 */
final class EntryCodec {

  private static final byte VERSION = 1;
  private static final int HEADER = 12;

  private EntryCodec() {}

  static byte[] encode(StoredVector vector) {
    ByteBuffer out =
        ByteBuffer.allocate(HEADER + vector.dimension() * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    TextTokens tokens = vector.tokens();
    out.put(VERSION).put((byte) (tokens.truncated() ? 1 : 0)).putShort((short) 0);
    out.putInt(tokens.read()).putInt(tokens.whole());
    out.asFloatBuffer().put(vector.numbers());
    return out.array();
  }

  /** Whether the bytes are of another version of this format, which is nothing wrong. */
  static boolean isOfAnotherVersion(byte[] bytes) {
    return bytes.length > 0 && bytes[0] != VERSION;
  }

  /**
   * The vector; or empty, a miss, when the bytes are of another version or cannot be right: cut
   * off, a number that is not finite, a negative count of tokens, more of them read than there are.
   */
  static Optional<StoredVector> decode(byte[] bytes, String fingerprint, Instant expiresAt) {
    int numberBytes = bytes.length - HEADER;
    if (numberBytes <= 0 || numberBytes % Float.BYTES != 0 || bytes[0] != VERSION) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(4);
    var tokens = new TextTokens(in.getInt(), in.getInt());
    if (tokens.read() < 0 || tokens.read() > tokens.whole()) {
      return Optional.empty();
    }
    float[] numbers = new float[numberBytes / Float.BYTES];
    in.asFloatBuffer().get(numbers);
    return areFinite(numbers)
        ? Optional.of(new StoredVector(numbers, tokens, fingerprint, expiresAt))
        : Optional.empty();
  }

  private static boolean areFinite(float[] numbers) {
    for (float number : numbers) {
      if (!Float.isFinite(number)) {
        return false;
      }
    }
    return true;
  }
}
