package io.sutra.cache.shard.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheException.Reason;
import io.sutra.cache.api.PutOutcome;
import io.sutra.cache.api.wire.FrameHeader;
import io.sutra.cache.api.wire.Opcode;
import io.sutra.cache.api.wire.ProtocolException;
import io.sutra.cache.api.wire.Reply;
import io.sutra.cache.api.wire.ReplyCodec;
import io.sutra.cache.api.wire.Request;
import io.sutra.cache.api.wire.RequestCodec;
import io.sutra.cache.api.wire.WireLimits;
import io.sutra.cache.api.wire.WireVector;
import io.sutra.cache.shard.engine.Completion;
import io.sutra.cache.shard.engine.Mutation;
import io.sutra.cache.shard.engine.ShardEngine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Serves one connection. Everything here runs in the connection's event loop. */
// A channel that fails tells its handlers; the futures of writes and closes say nothing more.
@SuppressWarnings("FutureReturnValueIgnored")
final class RequestHandler extends ChannelInboundHandlerAdapter {

  private static final System.Logger LOG = System.getLogger(RequestHandler.class.getName());

  /** Changes of one connection that may wait to be written before no more are read from it. */
  private static final int MOST_IN_FLIGHT = 1024;

  private final ConnectionContext shared;
  private final ReplyQueue replies;
  private final LoopCommit commits;
  private final GetReply getReply;
  private final RequestDecoder decoder;
  private @Nullable ChannelHandlerContext context;
  private @Nullable ExportStream export;
  private boolean greeted;
  private boolean ended;
  private int inFlight;

  RequestHandler(ConnectionContext shared, ReplyQueue replies, LoopCommit commits) {
    this.shared = shared;
    this.replies = replies;
    this.commits = commits;
    this.getReply = new GetReply(shared.engine().store(), shared.limits().maxFrame());
    this.decoder = new RequestDecoder(this::isOpen);
  }

  RequestDecoder decoder() {
    return decoder;
  }

  boolean greeted() {
    return greeted;
  }

  /** Whether the client waits for an answer: it may be silent then for as long as that takes. */
  boolean owesAnAnswer() {
    return inFlight > 0 || export != null;
  }

  private boolean isOpen() {
    ChannelHandlerContext ctx = context;
    return ctx != null
        && !ended
        && inFlight < MOST_IN_FLIGHT
        && export == null
        && ctx.channel().isWritable();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    ByteBuf frame = (ByteBuf) message;
    boolean kept = false;
    try {
      if (!ended) {
        kept = serve(ctx, frame);
      }
    } catch (ProtocolException e) {
      shared.metrics().protocolError();
      end(ctx, 0, new Reply.Failed(Reason.PROTOCOL, String.valueOf(e.getMessage())));
    } finally {
      if (!kept) {
        frame.release();
      }
    }
  }

  /** Serves a request; true when the frame is still needed and will be released later. */
  private boolean serve(ChannelHandlerContext ctx, ByteBuf frame) throws ProtocolException {
    ByteBuffer bytes = frame.nioBuffer();
    FrameHeader header = FrameHeader.read(bytes, WireLimits.HARD_MAX_FRAME);
    shared.metrics().request();
    int id = header.requestId();
    if (!greeted) {
      greet(ctx, header, bytes);
      return false;
    }
    Request request = RequestCodec.decode(header, bytes, shared.limits());
    switch (request) {
      case Request.Hello hello -> throw new ProtocolException("a second hello");
      case Request.Get get -> {
        ByteBuf reply = getReply.build(ctx.alloc(), id, get);
        if (reply == null) {
          String message = "the answer is longer than a frame may be: ask for fewer keys";
          write(ctx, ReplyCodec.encodeFailure(id, new Reply.Failed(Reason.LIMIT, message)));
        } else {
          ctx.write(reply, ctx.voidPromise());
        }
      }
      case Request.Put put -> {
        return put(ctx, frame, id, put, put.vectors());
      }
      case Request.Import put -> {
        return put(ctx, frame, id, put, put.vectors());
      }
      case Request.Delete delete ->
          submit(
              new Mutation.Delete(
                  delete.namespace(), delete.keys(), reply(id, Opcode.DELETE, Reply.Delete::new)));
      case Request.Clear clear ->
          submit(
              ShardEngine.clear(clear.scope(), reply(id, Opcode.CLEAR, count -> new Reply.Done())));
      case Request.Stats stats ->
          answer(ctx, Opcode.STATS, id, new Reply.Stats(shared.numbers().values(stats.scope())));
      case Request.Ping ping -> answer(ctx, Opcode.PING, id, new Reply.Ping(ping.payload()));
      case Request.Export start -> {
        export = new ExportStream(shared.engine().store(), id, start.scope(), shared.limits());
        exportMore(ctx);
      }
      case Request.Compact compact ->
          answerLater(
              shared.engine().compact(), reply(id, Opcode.COMPACT, done -> new Reply.Done()));
      case Request.Erase erase ->
          answerLater(
              shared.engine().erase(erase.namespace(), erase.keys()),
              reply(id, Opcode.ERASE, Reply.Erase::new));
      case Request.EraseAll erase ->
          answerLater(
              shared.engine().erase(erase.scope()),
              reply(
                  id,
                  Opcode.ERASE,
                  count -> new Reply.Erase((int) Math.min(Integer.MAX_VALUE, count))));
    }
    return false;
  }

  private void greet(ChannelHandlerContext ctx, FrameHeader header, ByteBuffer body)
      throws ProtocolException {
    if (header.code() != Opcode.HELLO.number()) {
      refuse(ctx, header.requestId(), "say hello first");
      return;
    }
    Request.Hello hello = (Request.Hello) RequestCodec.decode(header, body, shared.limits());
    String expected = shared.token().orElse("");
    boolean matches =
        MessageDigest.isEqual(
            expected.getBytes(StandardCharsets.UTF_8),
            hello.token().getBytes(StandardCharsets.UTF_8));
    if (shared.token().isPresent() && !matches) {
      refuse(ctx, header.requestId(), "the token is missing or wrong");
      return;
    }
    greeted = true;
    shared.admission().greeted(ctx.channel());
    LOG.log(
        System.Logger.Level.INFO,
        "client ''{0}'' connected from {1}",
        printable(hello.client()),
        ctx.channel().remoteAddress());
    decoder.allow(shared.limits().maxFrame());
    Reply reply = new Reply.Hello(shared.limits(), shared.name());
    answer(ctx, Opcode.HELLO, header.requestId(), reply);
  }

  /** A client's own word for itself, on one line whatever it sent. */
  private static String printable(String name) {
    return name.replaceAll("\\p{C}", "?");
  }

  private void refuse(ChannelHandlerContext ctx, int id, String message) {
    shared.metrics().refuse();
    end(ctx, id, new Reply.Failed(Reason.UNAUTHENTICATED, message));
  }

  private boolean put(
      ChannelHandlerContext ctx,
      ByteBuf frame,
      int id,
      Request.Keyed put,
      List<WireVector> vectors) {
    for (WireVector vector : vectors) {
      if (!vector.intact()) {
        String message = "the checksum of key " + vector.key() + " does not match: nothing was put";
        write(ctx, ReplyCodec.encodeFailure(id, new Reply.Failed(Reason.CHECKSUM, message)));
        return false;
      }
    }
    Completion<List<PutOutcome>> reply = reply(id, put.opcode(), Reply.Put::new);
    Expiry expiry = shared.expiry();
    submit(
        new Mutation.Put(
            put.namespace(),
            put.opcode() == Opcode.IMPORT ? expiry.imported(vectors) : expiry.put(vectors),
            new Completion<>() {
              @Override
              public void done(List<PutOutcome> result) {
                frame.release();
                reply.done(result);
              }

              @Override
              public void failed(CacheException error) {
                frame.release();
                reply.failed(error);
              }
            }));
    return true;
  }

  private void submit(Mutation mutation) {
    inFlight++;
    commits.submit(mutation);
  }

  /** Answers a request whose work is done by another thread. */
  private <T> void answerLater(CompletableFuture<T> work, Completion<T> reply) {
    inFlight++;
    work.whenComplete(
        (result, error) -> {
          Throwable cause = error instanceof CompletionException ? error.getCause() : error;
          if (cause == null) {
            reply.done(result);
          } else if (cause instanceof CacheException known) {
            reply.failed(known);
          } else {
            reply.failed(new CacheException(Reason.INTERNAL, String.valueOf(cause)));
          }
        });
  }

  /** A completion that answers from the event loop. */
  private <T> Completion<T> reply(int id, Opcode opcode, Function<T, Reply> answer) {
    return new Completion<>() {
      @Override
      public void done(T result) {
        finish(() -> ReplyCodec.encode(opcode, id, answer.apply(result), false));
      }

      @Override
      public void failed(CacheException error) {
        String message = String.valueOf(error.getMessage());
        finish(() -> ReplyCodec.encodeFailure(id, new Reply.Failed(error.reason(), message)));
      }
    };
  }

  private void finish(Supplier<ByteBuffer> answer) {
    replies.add(
        this,
        () -> {
          inFlight--;
          ChannelHandlerContext ctx = context;
          if (ctx != null) {
            write(ctx, answer.get());
          }
        });
  }

  /** Flushes what completions have written, and goes on reading if they were waited for. */
  void flush() {
    ChannelHandlerContext ctx = context;
    if (ctx == null) {
      return;
    }
    ctx.flush();
    resume(ctx);
  }

  private void resume(ChannelHandlerContext ctx) {
    ChannelHandlerContext before = ctx.pipeline().context(decoder);
    if (before != null && !ended) {
      try {
        decoder.resume(before);
      } catch (Exception e) {
        exceptionCaught(ctx, e);
      }
    }
  }

  private void exportMore(ChannelHandlerContext ctx) {
    ExportStream current = export;
    while (current != null && ctx.channel().isWritable()) {
      write(ctx, current.next());
      if (current.done()) {
        export = null;
        current = null;
      }
    }
  }

  private static void answer(ChannelHandlerContext ctx, Opcode opcode, int id, Reply reply) {
    write(ctx, ReplyCodec.encode(opcode, id, reply, false));
  }

  private static void write(ChannelHandlerContext ctx, ByteBuffer frame) {
    ctx.write(Unpooled.wrappedBuffer(frame), ctx.voidPromise());
  }

  private void end(ChannelHandlerContext ctx, int id, Reply.Failed failed) {
    ended = true;
    ctx.writeAndFlush(Unpooled.wrappedBuffer(ReplyCodec.encodeFailure(id, failed)))
        .addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable() && export != null) {
      exportMore(ctx);
      flush();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    ended = true;
    context = null;
    export = null;
    shared.metrics().closed();
    shared.admission().closed(ctx.channel());
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Throwable reason =
        cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
    if (reason instanceof ProtocolException) {
      if (!ended) {
        shared.metrics().protocolError();
        end(ctx, 0, new Reply.Failed(Reason.PROTOCOL, String.valueOf(reason.getMessage())));
      }
      return;
    }
    LOG.log(System.Logger.Level.DEBUG, "a connection ended", reason);
    ctx.close();
  }
}
