package io.sutra.cache.shard.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.sutra.cache.api.wire.FrameHeader;
import io.sutra.cache.api.wire.ProtocolException;
import io.sutra.cache.api.wire.WireLimits;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Bytes to frames. Stops while answers pile up, so that a client that sends and never reads costs
 * no more than its write buffer.
 */
final class RequestDecoder extends ByteToMessageDecoder {

  private final BooleanSupplier open;
  private int maxFrame = WireLimits.MAX_FRAME_BEFORE_HELLO;
  private boolean partial;
  private long partialSince;
  private boolean blocked;
  private boolean resuming;

  RequestDecoder(BooleanSupplier open) {
    this.open = open;
  }

  void allow(int frame) {
    maxFrame = frame;
  }

  /**
   * Since when a frame has been waiting for its end, or -1; in nanoseconds of the system's timer.
   */
  long partialSince() {
    return partial ? partialSince : -1;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
      throws ProtocolException {
    if (!open.getAsBoolean()) {
      blocked = true;
      ctx.channel().config().setAutoRead(false);
      return;
    }
    if (in.readableBytes() >= FrameHeader.LENGTH_BYTES) {
      int length = FrameHeader.checkLength(in.getInt(in.readerIndex()), maxFrame);
      if (in.readableBytes() >= FrameHeader.LENGTH_BYTES + length) {
        partial = false;
        out.add(in.readRetainedSlice(FrameHeader.LENGTH_BYTES + length));
        return;
      }
    }
    if (!partial && in.isReadable()) {
      partial = true;
      partialSince = ctx.executor().ticker().nanoTime();
    }
  }

  /** Goes on with what was read and not decoded yet, if there is a reason to. */
  void resume(ChannelHandlerContext ctx) throws Exception {
    if (blocked && !resuming && open.getAsBoolean()) {
      blocked = false;
      resuming = true;
      try {
        ctx.channel().config().setAutoRead(true);
        channelRead(ctx, Unpooled.EMPTY_BUFFER);
        channelReadComplete(ctx);
      } finally {
        resuming = false;
      }
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) throws Exception {
    ctx.fireChannelWritabilityChanged();
    resume(ctx);
  }
}
