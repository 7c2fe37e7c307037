package io.sutra.cache.shard.wal;

import java.nio.ByteBuffer;

/** Buffers for tests that open thousands of logs. */
public final class LogBuffersAccess {

  private LogBuffersAccess() {}

  /** Buffers as small as they may be: a batch of more than 264 KiB overflows. */
  public static LogBuffers small() {
    return LogBuffers.allocate(ByteBuffer::allocate, 264 << 10);
  }
}
