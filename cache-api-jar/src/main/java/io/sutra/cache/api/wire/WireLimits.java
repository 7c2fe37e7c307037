package io.sutra.cache.api.wire;

/**
 * What a reader of frames accepts.
 *
 * @param maxFrame most bytes after the length field
 * @param maxCount most keys or vectors in a frame
 * @param maxVector most bytes of a vector
 */
public record WireLimits(int maxFrame, int maxCount, int maxVector) {

  /** No shard and no client takes a frame above this, whatever its configuration says. */
  public static final int HARD_MAX_FRAME = 16 << 20;

  /** The maximum frame before a hello was accepted. */
  public static final int MAX_FRAME_BEFORE_HELLO = 4096;

  /** No vector is longer, whatever the configuration says: 16,384 float32. */
  public static final int HARD_MAX_VECTOR = 64 << 10;

  /** The limits of a shard that was not told otherwise. */
  public static final WireLimits DEFAULT = new WireLimits(4 << 20, 1024, HARD_MAX_VECTOR);

  /**
   * Checks the limits against what the protocol can say.
   *
   * @throws IllegalArgumentException when one is out of range
   */
  public WireLimits {
    if (maxFrame < MAX_FRAME_BEFORE_HELLO || maxFrame > HARD_MAX_FRAME) {
      throw new IllegalArgumentException(
          "the maximum frame is 4,096 to 16,777,216 bytes, not " + maxFrame);
    }
    if (maxCount < 1 || maxCount > 0xFFFF) {
      throw new IllegalArgumentException("the maximum count is 1 to 65,535, not " + maxCount);
    }
    if (maxVector < 1 || maxVector > HARD_MAX_VECTOR) {
      throw new IllegalArgumentException(
          "the maximum vector is 1 to 65,536 bytes, not " + maxVector);
    }
  }
}
