package io.sutra.cache.shard.server;

import io.netty.buffer.ByteBuf;
import io.sutra.cache.api.wire.FrameHeader;
import io.sutra.cache.shard.config.ShardConfig;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The memory of all frames outside the heap: what is read, what waits to be committed, and what is
 * written. It is as large as it was at the start; when it is used up, connections wait in order.
 *
 * <p>A third is for pieces of at most 64 KiB, and the rest for longer ones: a long frame waits
 * until enough adjacent memory is free, and the many short ones do not wait with it. Thread-safe.
 */
final class NetworkMemory {

  /** What a loop reads into, whoever sent it. Longer frames are read into a piece of their own. */
  static final int READ_BYTES = 32 << 10;

  /** What a loop writes answers into. */
  static final int ANSWER_BYTES = 64 << 10;

  private static final int SHORT_PAGE = 1 << 10;
  private static final int LONG_PAGE = 64 << 10;
  private static final int LONGEST_SHORT = 64 << 10;
  private static final long LEAST = 24 << 20;

  private final MemoryPool shortPieces;
  private final MemoryPool longPieces;

  /**
   * Over that memory, which belongs to this object from now on.
   *
   * @param memory direct, at least {@link #bytesFor}
   * @throws IllegalArgumentException when it is too small for the settings
   */
  NetworkMemory(ByteBuffer memory, ShardConfig.Listener settings) {
    if (memory.remaining() < bytesFor(settings)) {
      throw new IllegalArgumentException(
          "the network memory has "
              + memory.remaining()
              + " bytes; the settings need "
              + bytesFor(settings));
    }
    int third = memory.remaining() / 3 / SHORT_PAGE * SHORT_PAGE;
    int rest = (memory.remaining() - third) / LONG_PAGE * LONG_PAGE;
    this.shortPieces = new MemoryPool(memory.slice(memory.position(), third), SHORT_PAGE);
    this.longPieces = new MemoryPool(memory.slice(memory.position() + third, rest), LONG_PAGE);
  }

  /**
   * Bytes that the settings need: two frames of the greatest length at a time, and twice what the
   * loops keep for themselves.
   */
  static int bytesFor(ShardConfig.Listener settings) {
    long frames = 2L * (settings.limits().maxFrame() + FrameHeader.BYTES + LONG_PAGE);
    // One more than the loops of clients: the metrics have a loop, too.
    long loops = 2L * (settings.threads() + 1) * (READ_BYTES + ANSWER_BYTES);
    return Math.toIntExact(Math.max(LEAST, Math.max(frames / 2 * 3, loops * 3)));
  }

  private MemoryPool poolFor(int bytes) {
    return bytes <= LONGEST_SHORT ? shortPieces : longPieces;
  }

  /**
   * A piece of memory of exactly that size, empty, which is free again when it is released. When
   * there is none, or others wait, the waiter is resumed when it is its turn.
   *
   * @param bytes at most the longest frame
   */
  @Nullable ByteBuf allocate(int bytes, MemoryWaiter waiter) {
    MemoryPool pool = poolFor(bytes);
    waiter.asks(pool);
    return pool.allocate(bytes, waiter);
  }

  /** The same for those who can do without: null when there is none or others wait. */
  @Nullable ByteBuf allocateIfFree(int bytes) {
    return poolFor(bytes).allocateIfFree(bytes);
  }

  /** Whether somebody waits for memory. */
  boolean contended() {
    return shortPieces.contended() || longPieces.contended();
  }

  /** Bytes, in all. */
  long bytes() {
    return shortPieces.bytes() + longPieces.bytes();
  }

  /** Bytes that are taken. */
  long usedBytes() {
    return shortPieces.usedBytes() + longPieces.usedBytes();
  }

  /** How often a connection had to wait for memory. */
  long waits() {
    return shortPieces.waits() + longPieces.waits();
  }
}
