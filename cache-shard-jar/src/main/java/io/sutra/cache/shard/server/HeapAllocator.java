package io.sutra.cache.shard.server;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;

/**
 * What Netty's handlers allocate from: the heap, whatever they ask for. Memory outside it comes
 * from {@link NetworkMemory} alone. Thread-safe.
 */
final class HeapAllocator extends AbstractByteBufAllocator {

  static final HeapAllocator INSTANCE = new HeapAllocator();

  private HeapAllocator() {}

  @Override
  protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
    return new UnpooledHeapByteBuf(this, initialCapacity, maxCapacity);
  }

  @Override
  protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
    return newHeapBuffer(initialCapacity, maxCapacity);
  }

  @Override
  public boolean isDirectBufferPooled() {
    return false;
  }
}
