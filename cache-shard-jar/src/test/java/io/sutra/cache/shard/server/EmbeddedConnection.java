package io.sutra.cache.shard.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sutra.cache.api.wire.Request;
import io.sutra.cache.api.wire.RequestCodec;
import io.sutra.cache.api.wire.WireLimits;
import io.sutra.cache.shard.config.ShardConfig;
import io.sutra.cache.shard.engine.ShardEngine;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The handlers of one connection without a socket; its loop runs only when it is told to. */
final class EmbeddedConnection {

  /** What the writer has for the loop: an embedded channel's own may be given none by others. */
  private final ConcurrentLinkedQueue<Runnable> loop = new ConcurrentLinkedQueue<>();

  private final ServerMetrics metrics;
  private final EmbeddedChannel channel = new EmbeddedChannel();

  EmbeddedConnection(ShardEngine engine, ServerMetrics metrics, Map<String, String> settings) {
    this.metrics = metrics;
    ConnectionContext shared =
        new ConnectionContext(
            engine,
            new ShardNumbers(engine, metrics),
            metrics,
            new Expiry(engine.clock(), Duration.ofDays(1)),
            new Admission(1),
            WireLimits.DEFAULT,
            Optional.empty(),
            "test");
    RequestHandler handler =
        new RequestHandler(shared, new ReplyQueue(loop::add), new LoopCommit(loop::add, engine));
    channel.freezeTime();
    channel
        .pipeline()
        .addLast(new Watchdog(handler, metrics, ShardConfig.read(settings).listener()))
        .addLast(handler.decoder())
        .addLast(handler);
    // The channel has been active from its construction on.
    channel.pipeline().fireChannelActive();
    send(new Request.Hello("stranger", ""));
  }

  EmbeddedChannel channel() {
    return channel;
  }

  ServerMetrics metrics() {
    return metrics;
  }

  void send(Request request) {
    ByteBuffer bytes = ByteBuffer.allocate(RequestCodec.frameBytes(request));
    RequestCodec.encode(request, 1, bytes);
    send(bytes.flip());
  }

  void send(ByteBuffer bytes) {
    channel.writeInbound(channel.alloc().buffer(bytes.remaining()).writeBytes(bytes));
  }

  /** Runs what waits for the loop, and counts the answers. */
  long runAndDiscardAnswers() {
    for (Runnable task = loop.poll(); task != null; task = loop.poll()) {
      task.run();
    }
    channel.runPendingTasks();
    long answers = 0;
    for (ByteBuf answer = channel.readOutbound(); answer != null; answer = channel.readOutbound()) {
      answer.release();
      answers++;
    }
    return answers;
  }

  void close() {
    channel.finishAndReleaseAll();
  }
}
