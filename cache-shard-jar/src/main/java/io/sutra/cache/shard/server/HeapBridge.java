package io.sutra.cache.shard.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;

/**
 * Between a socket and handlers that keep what they are given and allocate what they like, as those
 * of TLS and HTTP do: they get and give buffers on the heap, and only what is on its way to the
 * socket takes network memory. When there is none, it waits here. Belongs to its connection's loop.
 */
// A channel that fails tells its handlers; the futures of writes and closes say nothing more.
@SuppressWarnings("FutureReturnValueIgnored")
final class HeapBridge extends ChannelDuplexHandler {

  private record Write(Object message, ChannelPromise promise) {}

  /** Which of Netty's flags says that something waits here. */
  private static final int WRITABILITY = 1;

  private static final int PIECE_BYTES = 16 << 10;

  private final LoopMemory loop;
  private final ArrayDeque<Write> writes = new ArrayDeque<>();
  private MemoryWaiter waiter;

  HeapBridge(LoopMemory loop) {
    this.loop = loop;
    this.waiter = loop.waiter(() -> {});
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    waiter = loop.waiter(() -> flush(ctx));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf read = (ByteBuf) message;
    ByteBuf copy;
    try {
      copy = HeapAllocator.INSTANCE.heapBuffer(read.readableBytes()).writeBytes(read);
    } finally {
      read.release();
    }
    ctx.fireChannelRead(copy);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    writes.add(new Write(message, promise));
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    while (!writes.isEmpty() && handOver(ctx, writes.element())) {
      writes.remove();
    }
    ChannelOutboundBuffer outbound = ctx.channel().unsafe().outboundBuffer();
    if (outbound != null) {
      outbound.setUserDefinedWritability(WRITABILITY, writes.isEmpty());
    }
    ctx.flush();
  }

  /** Whether all of it was handed to the socket. */
  private boolean handOver(ChannelHandlerContext ctx, Write write) {
    if (!(write.message() instanceof ByteBuf bytes)) {
      ctx.write(write.message(), write.promise());
      return true;
    }
    while (bytes.readableBytes() > 0) {
      int count = Math.min(bytes.readableBytes(), PIECE_BYTES);
      ByteBuf piece = loop.shared().allocate(count, waiter);
      if (piece == null) {
        return false;
      }
      ctx.write(piece.writeBytes(bytes, count), ctx.voidPromise());
    }
    // What was written before it is written before it.
    ctx.write(bytes, write.promise());
    return true;
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    waiter.cancel();
    for (Write write = writes.poll(); write != null; write = writes.poll()) {
      ReferenceCountUtil.release(write.message());
      write.promise().tryFailure(new ClosedChannelException());
    }
    ctx.fireChannelInactive();
  }
}
