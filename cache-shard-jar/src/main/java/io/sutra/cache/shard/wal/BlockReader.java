package io.sutra.cache.shard.wal;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Reads files of records ahead of their replay: while one block is replayed, those after it are
 * verified by as many threads as there are processors. Used by one thread.
 */
final class BlockReader implements AutoCloseable {

  private final RecordChecksum checksum;
  private final ReplayTarget target;
  private @Nullable ExecutorService verifiers;
  private final int threads;
  private final Deque<ByteBuffer> spare = new ArrayDeque<>();
  private final int blockBytes;
  private final Deque<Future<RecordBlock>> ahead = new ArrayDeque<>();

  private @Nullable DiskFile file;
  private RecordFormat format = RecordFormat.CURRENT;
  private byte[] seed = {};
  private long size;
  private long next;
  private boolean stopped;

  /**
   * A reader.
   *
   * @param blocks memory of equal size, all that is ever read into
   */
  BlockReader(RecordChecksum checksum, ReplayTarget target, List<ByteBuffer> blocks) {
    this.checksum = checksum;
    this.target = target;
    this.threads = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, blocks.size());
    this.spare.addAll(blocks);
    this.blockBytes = blocks.getFirst().capacity();
  }

  /** Begins a file after its header. */
  void begin(DiskFile opened, SegmentHeader header) throws IOException {
    drop();
    file = opened;
    format = header.format();
    seed = header.seed();
    size = opened.size();
    next = SegmentHeader.BYTES;
    stopped = false;
  }

  /** Where reading has stopped, once {@link #next} has returned null and all blocks were good. */
  long stop() {
    return next;
  }

  /** The next block, verified; null when there are no more records that look like some. */
  @Nullable RecordBlock next() throws IOException {
    while (!stopped && !spare.isEmpty()) {
      readAhead();
    }
    Future<RecordBlock> first = ahead.poll();
    if (first == null) {
      return null;
    }
    try {
      return first.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("recovery was interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new IllegalStateException("verifying a block failed", e.getCause());
    }
  }

  /** Takes a block's memory back. */
  void recycle(RecordBlock block) {
    block.discardRest();
    spare.add(block.data());
  }

  private void readAhead() throws IOException {
    DiskFile current = file;
    if (current == null || next >= size) {
      stopped = true;
      return;
    }
    ByteBuffer data = spare.remove();
    int read = current.read(data.clear(), next);
    int[] starts = new int[1024];
    int count = 0;
    int at = 0;
    while (true) {
      long left = size - next - at;
      if (left < format.headerBytes()) {
        stopped = true;
        break;
      }
      if (read - at < Integer.BYTES) {
        break;
      }
      int length = data.getInt(at);
      if (!format.plausible(length, left)) {
        stopped = true;
        break;
      }
      if (length > read - at) {
        break;
      }
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, 2 * count);
      }
      starts[count++] = at;
      at += length;
    }
    if (count == 0) {
      // A file that shrank while it was read, or nothing that looks like a record.
      stopped = true;
      spare.add(data);
      return;
    }
    RecordBlock block = new RecordBlock(format, data, next, starts, count);
    byte[] blockSeed = seed;
    ahead.add(submit(() -> block.verify(blockSeed, checksum, target)));
    next += at;
  }

  /** A file of one block is not worth threads. */
  private Future<RecordBlock> submit(Callable<RecordBlock> verification) {
    if (size <= blockBytes) {
      FutureTask<RecordBlock> task = new FutureTask<>(verification);
      task.run();
      return task;
    }
    ExecutorService pool = verifiers;
    if (pool == null) {
      pool =
          Executors.newFixedThreadPool(
              threads,
              task -> {
                Thread thread = new Thread(task, "recovery-verify");
                thread.setDaemon(true);
                return thread;
              });
      verifiers = pool;
    }
    return pool.submit(verification);
  }

  /** Gives up what was read ahead. */
  void drop() throws IOException {
    stopped = true;
    for (RecordBlock block = next(); block != null; block = next()) {
      recycle(block);
    }
  }

  @Override
  public void close() {
    ExecutorService pool = verifiers;
    if (pool != null) {
      pool.shutdownNow();
    }
  }
}
