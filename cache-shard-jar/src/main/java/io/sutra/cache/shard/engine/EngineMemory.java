package io.sutra.cache.shard.engine;

import io.sutra.cache.shard.memory.MemoryUse;
import io.sutra.cache.shard.memory.NativeBlock;
import io.sutra.cache.shard.memory.ReservedMemory;
import io.sutra.cache.shard.store.VectorStore;
import io.sutra.cache.shard.wal.LogBuffers;
import java.nio.ByteBuffer;

/**
 * The memory outside the heap that an engine works with.
 *
 * @param entries for the map
 * @param log for records on their way to the log and to snapshots, and for recovery
 */
public record EngineMemory(NativeBlock entries, LogBuffers log) {

  /**
   * Takes the buffers of the log, and all that is left for entries.
   *
   * @throws io.sutra.cache.shard.memory.MemoryRefusedException when that is too little
   */
  public static EngineMemory take(ReservedMemory memory) {
    LogBuffers log = LogBuffers.allocate(bytes -> memory.take(MemoryUse.LOG, bytes));
    return new EngineMemory(memory.takeRest(MemoryUse.VECTORS, VectorStore.leastBytes()), log);
  }

  /** Memory of an engine for so many bytes of entries, for tests and measurements. */
  public static EngineMemory allocate(int entryBytes) {
    return new EngineMemory(
        NativeBlock.allocate(entryBytes), LogBuffers.allocate(ByteBuffer::allocateDirect));
  }
}
