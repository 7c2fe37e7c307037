package io.sutra.cache.shard.wal;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * All memory outside the heap that a log ever uses, allocated once before the start: what is
 * allocated later can fail when it is needed most.
 *
 * <p>Recovery reads its blocks into the memory of the batch and looks at tails through that of the
 * snapshot: it ends before either is written.
 */
public final class LogBuffers {

  /** Bytes of the batch's buffer, unless a test wants less. */
  public static final int BATCH_BYTES = 8 << 20;

  private static final int CONTROL_BYTES = 4 << 10;
  private static final int PIECE_BYTES = 256 << 10;
  private static final int BLOCKS = 4;

  private final ByteBuffer batch;
  private final ByteBuffer control;
  private final ByteBuffer zeros;
  private final ByteBuffer snapshot;

  private LogBuffers(IntFunction<ByteBuffer> source, int batchBytes) {
    if (batchBytes / BLOCKS < RecordFormat.CURRENT.maxBytes()) {
      throw new IllegalArgumentException("a block has to hold the longest record");
    }
    batch = source.apply(batchBytes);
    control = source.apply(CONTROL_BYTES);
    zeros = source.apply(Math.min(PIECE_BYTES, batchBytes / BLOCKS));
    snapshot = source.apply(Math.min(PIECE_BYTES, batchBytes / 2));
  }

  /**
   * Allocates everything.
   *
   * @param source gives zeroed buffers of a size; direct ones, for a channel copies others into
   *     direct memory that it allocates itself
   */
  public static LogBuffers allocate(IntFunction<ByteBuffer> source) {
    return new LogBuffers(source, BATCH_BYTES);
  }

  /** Allocates less, for tests: a batch that does not fit is written in several parts. */
  static LogBuffers allocate(IntFunction<ByteBuffer> source, int batchBytes) {
    return new LogBuffers(source, batchBytes);
  }

  /** Bytes of all buffers that {@link #allocate} asks for. */
  public static long bytes() {
    return BATCH_BYTES + CONTROL_BYTES + 2L * PIECE_BYTES;
  }

  /** Records of a batch. For the writer. */
  ByteBuffer batch() {
    return batch;
  }

  /** Headers, marks and seals: at most a few sectors. For the writer, and for recovery. */
  ByteBuffer control() {
    return control.clear();
  }

  /** Zeros, at most so many; a view of its own for any thread. */
  ByteBuffer zeros(long most) {
    return zeros.duplicate().clear().limit((int) Math.min(most, zeros.capacity()));
  }

  /** Records of the snapshot that is being written, one at a time. */
  ByteBuffer snapshot() {
    return snapshot;
  }

  /** What recovery looks at the ends of segments through, and copies through. */
  ByteBuffer window() {
    return snapshot.clear();
  }

  /** What recovery reads records into. */
  List<ByteBuffer> blocks() {
    int bytes = batch.capacity() / BLOCKS;
    return IntStream.range(0, BLOCKS).mapToObj(i -> batch.slice(i * bytes, bytes)).toList();
  }
}
