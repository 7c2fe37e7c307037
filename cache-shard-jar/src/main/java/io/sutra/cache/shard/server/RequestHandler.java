package io.sutra.cache.shard.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.sutra.cache.api.CacheException.Reason;
import io.sutra.cache.api.wire.FrameHeader;
import io.sutra.cache.api.wire.Opcode;
import io.sutra.cache.api.wire.ProtocolException;
import io.sutra.cache.api.wire.Reply;
import io.sutra.cache.api.wire.ReplyCodec;
import io.sutra.cache.api.wire.WireLimits;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection: whether it is greeted, what it waits for, and when it ends. What a request does
 * is in {@link Requests}. Everything here runs in the connection's event loop.
 */
// A channel that fails tells its handlers; the futures of writes and closes say nothing more.
@SuppressWarnings("FutureReturnValueIgnored")
final class RequestHandler extends ChannelInboundHandlerAdapter implements FrameReader.Service {

  private static final System.Logger LOG = System.getLogger(RequestHandler.class.getName());

  /** Changes of one connection that may wait to be written before no more are read from it. */
  private static final int MOST_IN_FLIGHT = 1024;

  private final ConnectionContext shared;
  private final FrameReader reader;
  private final Answers answers;
  private final Requests requests;
  private List<Runnable> completed = new ArrayList<>();
  private @Nullable ChannelHandlerContext context;
  private @Nullable ExportStream export;
  private boolean greeted;
  private boolean ended;
  private int inFlight;

  RequestHandler(ConnectionContext shared, ClientLoop loop) {
    this.shared = shared;
    this.reader = new FrameReader(this, loop.memory(), this::flush);
    this.answers = new Answers(loop.memory(), shared.stages(), this::flush);
    this.requests = new Requests(this, shared, loop, answers);
  }

  FrameReader reader() {
    return reader;
  }

  Answers answers() {
    return answers;
  }

  boolean greeted() {
    return greeted;
  }

  /** Whether the client waits for the shard: it may be silent then for as long as that takes. */
  boolean owesAnAnswer() {
    return inFlight > 0 || export != null || reader.blocked();
  }

  @Override
  public boolean open() {
    ChannelHandlerContext ctx = context;
    return ctx != null
        && !ended
        && inFlight < MOST_IN_FLIGHT
        && export == null
        && answers.flowing()
        && ctx.channel().isWritable();
  }

  @Override
  public boolean keeps(int code) {
    return greeted && (code == Opcode.PUT.number() || code == Opcode.IMPORT.number());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public boolean serve(ByteBuffer frame, @Nullable ByteBuf owner) throws ProtocolException {
    ChannelHandlerContext ctx = context;
    if (ctx == null) {
      return false;
    }
    FrameHeader header = FrameHeader.read(frame, WireLimits.HARD_MAX_FRAME);
    boolean served = true;
    if (greeted) {
      served = requests.serve(ctx, header, frame, owner);
    } else {
      greet(ctx, header, frame);
    }
    if (served) {
      shared.metrics().request();
    }
    return served;
  }

  private void greet(ChannelHandlerContext ctx, FrameHeader header, ByteBuffer body)
      throws ProtocolException {
    String refusal = Greeting.refusal(shared, header, body, ctx.channel().remoteAddress());
    if (refusal != null) {
      shared.metrics().refuse();
      end(ctx, header.requestId(), new Reply.Failed(Reason.UNAUTHENTICATED, refusal));
      return;
    }
    greeted = true;
    shared.admission().greeted(ctx.channel());
    reader.allow(shared.limits().maxFrame());
    answers.add(
        ctx, ReplyCodec.encode(Opcode.HELLO, header.requestId(), Greeting.welcome(shared), false));
  }

  /** A request was accepted that is answered later, by {@link #completed}. */
  void begun() {
    inFlight++;
  }

  /** The request was answered. The connection's context, unless it is closed meanwhile. */
  @Nullable ChannelHandlerContext over() {
    inFlight--;
    return context;
  }

  /** Keeps an action for {@link #answerCompleted}; whether it is the first one. */
  boolean completed(Runnable action) {
    completed.add(action);
    return completed.size() == 1;
  }

  /** Answers what was completed, flushes, and goes on reading if that was waited for. */
  void answerCompleted() {
    List<Runnable> actions = completed;
    completed = new ArrayList<>();
    actions.forEach(Runnable::run);
    flush();
  }

  private void flush() {
    ChannelHandlerContext ctx = context;
    if (ctx == null) {
      return;
    }
    exportMore(ctx);
    answers.flush(ctx);
    if (ended) {
      return;
    }
    try {
      reader.resume(ctx);
      answers.flush(ctx);
    } catch (ProtocolException e) {
      exceptionCaught(ctx, e);
    }
  }

  /** Sends the store's entries, as fast as the client reads them. */
  void export(ChannelHandlerContext ctx, ExportStream stream) {
    export = stream;
    exportMore(ctx);
  }

  private void exportMore(ChannelHandlerContext ctx) {
    ExportStream current = export;
    while (current != null && answers.flowing() && ctx.channel().isWritable()) {
      answers.add(ctx, current.next());
      if (current.done()) {
        export = null;
        current = null;
      }
    }
  }

  private void end(ChannelHandlerContext ctx, int id, Reply.Failed failed) {
    ended = true;
    answers.add(ctx, ReplyCodec.encodeFailure(id, failed));
    answers.flush(ctx);
    closeWhenWritten(ctx);
  }

  private static void closeWhenWritten(ChannelHandlerContext ctx) {
    ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    answers.flush(ctx);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable()) {
      flush();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    ended = true;
    context = null;
    export = null;
    answers.close();
    shared.metrics().closed();
    shared.admission().closed(ctx.channel());
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof ProtocolException)) {
      LOG.log(System.Logger.Level.DEBUG, "a connection ended", cause);
      ctx.close();
    } else if (!ended) {
      shared.metrics().protocolError();
      end(ctx, 0, new Reply.Failed(Reason.PROTOCOL, String.valueOf(cause.getMessage())));
    }
  }
}
