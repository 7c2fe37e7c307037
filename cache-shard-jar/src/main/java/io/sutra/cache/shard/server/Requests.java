package io.sutra.cache.shard.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
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
import io.sutra.cache.api.wire.WireVector;
import io.sutra.cache.shard.engine.Completion;
import io.sutra.cache.shard.engine.Mutation;
import io.sutra.cache.shard.engine.ShardEngine;
import io.sutra.cache.shard.engine.Stage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the requests of one connection do. Belongs to the connection's event loop. */
final class Requests {

  private final RequestHandler connection;
  private final ConnectionContext shared;
  private final ClientLoop loop;
  private final Answers answers;
  private final GetReply getReply;

  Requests(RequestHandler connection, ConnectionContext shared, ClientLoop loop, Answers answers) {
    this.connection = connection;
    this.shared = shared;
    this.loop = loop;
    this.answers = answers;
    this.getReply = new GetReply(shared.engine().store(), shared.limits().maxFrame());
  }

  /** Serves a request of a client that was greeted; see {@link FrameReader.Service#serve}. */
  boolean serve(
      ChannelHandlerContext ctx, FrameHeader header, ByteBuffer body, @Nullable ByteBuf owner)
      throws ProtocolException {
    int id = header.requestId();
    Request request = RequestCodec.decode(header, body, shared.limits());
    switch (request) {
      case Request.Hello hello -> throw new ProtocolException("a second hello");
      case Request.Get get -> {
        return get(ctx, id, get);
      }
      case Request.Put put -> put(ctx, owner, id, put, put.vectors());
      case Request.Import put -> put(ctx, owner, id, put, put.vectors());
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
      case Request.Export start ->
          connection.export(
              ctx, new ExportStream(shared.engine().store(), id, start.scope(), shared.limits()));
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
    return true;
  }

  private boolean get(ChannelHandlerContext ctx, int id, Request.Get get) {
    long began = ctx.executor().ticker().nanoTime();
    switch (getReply.write(answers, ctx, id, get)) {
      case WRITTEN -> {
        shared.stages().record(Stage.GET_FOUND, ctx.executor().ticker().nanoTime() - began);
        answers.answeredGet(connection.reader().readAt());
      }
      case TOO_LONG ->
          refuse(ctx, id, Reason.LIMIT, "the answer is longer than a frame: ask for fewer keys");
      case NO_MEMORY -> {
        return false;
      }
    }
    return true;
  }

  private void put(
      ChannelHandlerContext ctx,
      @Nullable ByteBuf owner,
      int id,
      Request.Keyed put,
      List<WireVector> vectors) {
    for (WireVector vector : vectors) {
      if (!vector.intact()) {
        String message = "the checksum of key " + vector.key() + " does not match: nothing was put";
        refuse(ctx, id, Reason.CHECKSUM, message);
        return;
      }
    }
    if (owner == null) {
      throw new IllegalStateException("a put needs its frame for longer than the loop does");
    }
    ByteBuf kept = owner.retain();
    long readAt = connection.reader().readAt();
    Completion<List<PutOutcome>> reply =
        reply(
            id,
            put.opcode(),
            outcomes -> {
              answers.answeredPut(readAt);
              return new Reply.Put(outcomes);
            });
    submit(
        new Mutation.Put(
            put.namespace(),
            put.opcode() == Opcode.IMPORT
                ? shared.expiry().imported(vectors)
                : shared.expiry().put(vectors),
            new Completion<>() {
              @Override
              public void done(List<PutOutcome> result) {
                kept.release();
                reply.done(result);
              }

              @Override
              public void failed(CacheException error) {
                kept.release();
                reply.failed(error);
              }
            }));
  }

  private void submit(Mutation mutation) {
    connection.begun();
    loop.commits().submit(mutation);
  }

  /** Answers a request whose work is done by another thread. */
  // Nobody waits for what the completion returns.
  @SuppressWarnings("FutureReturnValueIgnored")
  private <T> void answerLater(CompletableFuture<T> work, Completion<T> reply) {
    connection.begun();
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
    loop.replies()
        .add(
            connection,
            () -> {
              ChannelHandlerContext ctx = connection.over();
              if (ctx != null) {
                answers.add(ctx, answer.get());
              }
            });
  }

  private void answer(ChannelHandlerContext ctx, Opcode opcode, int id, Reply reply) {
    answers.add(ctx, ReplyCodec.encode(opcode, id, reply, false));
  }

  private void refuse(ChannelHandlerContext ctx, int id, Reason reason, String message) {
    answers.add(ctx, ReplyCodec.encodeFailure(id, new Reply.Failed(reason, message)));
  }
}
