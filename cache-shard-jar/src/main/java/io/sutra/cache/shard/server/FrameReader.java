package io.sutra.cache.shard.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.sutra.cache.api.wire.FrameHeader;
import io.sutra.cache.api.wire.ProtocolException;
import io.sutra.cache.api.wire.WireLimits;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to frames. A frame that a read brought whole is served where it lies. For one that was only
 * begun, or that is needed for longer, memory of its length is taken, and the rest of a long one is
 * read right into that. Nothing is read while answers pile up, or while there is no memory for what
 * comes next. Belongs to its connection's loop.
 */
final class FrameReader extends ChannelInboundHandlerAdapter {

  /** Whoever serves frames. */
  interface Service {

    /** Whether a frame can be served now; otherwise {@link FrameReader#resume} is called later. */
    boolean open();

    /** Whether the frame of a request with that code is needed after it was served. */
    boolean keeps(int code);

    /**
     * Serves a frame.
     *
     * @param frame there for this call only, unless its owner is kept
     * @param owner the memory of the frame, if it has its own; it has when it may be kept
     * @return false when that has to wait, as for {@link #open}; the frame is then offered again
     */
    boolean serve(ByteBuffer frame, @Nullable ByteBuf owner) throws ProtocolException;
  }

  /** If at least as much of a frame is missing, it is read without a copy. */
  private static final int LONG_REST = 16 << 10;

  /** Where a frame has its code: after its length and the version. */
  private static final int CODE_AT = FrameHeader.LENGTH_BYTES + 1;

  private final Service service;
  private final LoopMemory loop;
  private final MemoryWaiter waiter;
  private int maxFrame = WireLimits.MAX_FRAME_BEFORE_HELLO;

  /** The frame that was begun, if one was. */
  private @Nullable ByteBuf frame;

  /** What was read and belongs to no frame yet; on the heap. */
  private @Nullable ByteBuf rest;

  /** Whether what is read next lies in {@link #frame} already. */
  private boolean readsIntoFrame;

  private boolean blocked;
  private boolean running;
  private long readAt;
  private long partialSince = -1;

  FrameReader(Service service, LoopMemory loop, Runnable resume) {
    this.service = service;
    this.loop = loop;
    this.waiter = loop.waiter(resume);
  }

  void allow(int mostBytes) {
    maxFrame = mostBytes;
  }

  /** Where the channel's next read goes. */
  ByteBuf target() {
    ByteBuf begun = frame;
    readsIntoFrame = begun != null && begun.writableBytes() >= LONG_REST;
    return begun != null && readsIntoFrame ? begun.retain() : loop.readBuffer();
  }

  /** When something was read last, by the loop's clock. */
  long readAt() {
    return readAt;
  }

  /** Whether the client may have said something that nobody listened to. */
  boolean blocked() {
    return blocked;
  }

  /** Since when a frame has been waiting for bytes of the client, by the loop's clock, or -1. */
  long partialSince() {
    return blocked ? -1 : partialSince;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    ByteBuf in = (ByteBuf) message;
    readAt = ctx.executor().ticker().nanoTime();
    try {
      ByteBuf earlier = rest;
      if (readsIntoFrame) {
        run(ctx, Unpooled.EMPTY_BUFFER);
      } else if (earlier == null) {
        run(ctx, in);
        keep(in);
      } else {
        earlier.writeBytes(in);
        runRest(ctx, earlier);
      }
    } finally {
      in.release();
    }
  }

  private void keep(ByteBuf in) {
    if (in.isReadable()) {
      rest = Unpooled.buffer(in.readableBytes()).writeBytes(in);
    }
  }

  private void runRest(ChannelHandlerContext ctx, ByteBuf earlier) throws ProtocolException {
    run(ctx, earlier);
    if (earlier.isReadable()) {
      earlier.discardReadBytes();
    } else {
      rest = null;
      earlier.release();
    }
  }

  /** Serves what can be served of the frame that was begun and of {@code in}. */
  private void run(ChannelHandlerContext ctx, ByteBuf in) throws ProtocolException {
    if (running || blocked) {
      return;
    }
    running = true;
    try {
      boolean goesOn = true;
      while (goesOn) {
        if (!service.open()) {
          block(ctx);
        }
        goesOn = !blocked && step(ctx, in);
      }
    } finally {
      running = false;
    }
    boolean partial = frame != null || in.isReadable();
    if (!partial) {
      partialSince = -1;
    } else if (partialSince == -1) {
      partialSince = readAt;
    }
  }

  /** Whether there may be more to do. */
  private boolean step(ChannelHandlerContext ctx, ByteBuf in) throws ProtocolException {
    ByteBuf begun = frame;
    if (begun != null) {
      begun.writeBytes(in, Math.min(begun.writableBytes(), in.readableBytes()));
      if (begun.isWritable()) {
        return false;
      }
      if (service.serve(begun.nioBuffer(), begun)) {
        dropFrame();
        return true;
      }
      block(ctx);
      return false;
    }
    if (in.readableBytes() < FrameHeader.LENGTH_BYTES) {
      return false;
    }
    int at = in.readerIndex();
    int bytes = FrameHeader.LENGTH_BYTES + FrameHeader.checkLength(in.getInt(at), maxFrame);
    if (in.readableBytes() < bytes || service.keeps(in.getByte(at + CODE_AT))) {
      frame = loop.shared().allocate(bytes, waiter);
      partialSince = -1;
    } else if (service.serve(in.nioBuffer(at, bytes), null)) {
      in.skipBytes(bytes);
      partialSince = -1;
      return true;
    }
    if (frame == null) {
      block(ctx);
    }
    return frame != null;
  }

  private void dropFrame() {
    ByteBuf done = frame;
    frame = null;
    partialSince = -1;
    if (done != null) {
      done.release();
    }
  }

  private void block(ChannelHandlerContext ctx) {
    blocked = true;
    ctx.channel().config().setAutoRead(false);
  }

  /** Goes on with what was read and not served yet, if there is a reason to. */
  void resume(ChannelHandlerContext ctx) throws ProtocolException {
    if (!blocked || running || !service.open()) {
      return;
    }
    blocked = false;
    // A client is not to blame for the time in which nobody listened to it.
    partialSince = frame == null ? -1 : ctx.executor().ticker().nanoTime();
    ByteBuf earlier = rest;
    if (earlier == null) {
      run(ctx, Unpooled.EMPTY_BUFFER);
    } else {
      runRest(ctx, earlier);
    }
    if (!blocked) {
      ctx.channel().config().setAutoRead(true);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    waiter.cancel();
    dropFrame();
    ByteBuf earlier = rest;
    rest = null;
    if (earlier != null) {
      earlier.release();
    }
    ctx.fireChannelInactive();
  }
}
