package io.sutra.cache.shard.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sutra.cache.api.wire.Request;
import io.sutra.cache.api.wire.RequestCodec;
import io.sutra.cache.shard.config.ShardConfig;
import io.sutra.cache.shard.engine.ShardEngine;
import io.sutra.cache.shard.engine.StageTimes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The handlers of one connection without a socket; its loop runs only when it is told to. */
final class EmbeddedConnection {

  /** What the writer has for the loop: an embedded channel's own may be given none by others. */
  private final ConcurrentLinkedQueue<Runnable> loop = new ConcurrentLinkedQueue<>();

  private final ClientLoop clients;
  private final EmbeddedChannel channel = new EmbeddedChannel();

  /** What connections to the same shard share. */
  record Shared(ConnectionContext context, NetworkMemory memory, ShardConfig.Listener settings) {

    static Shared of(ShardEngine engine, Map<String, String> environment) {
      ShardConfig.Listener settings = ShardConfig.read(environment).listener();
      int bytes = NetworkMemory.bytesFor(settings);
      NetworkMemory memory = new NetworkMemory(ByteBuffer.allocateDirect(bytes), settings);
      ServerMetrics metrics = new ServerMetrics();
      return new Shared(
          new ConnectionContext(
              engine,
              new ShardNumbers(engine, metrics, memory),
              metrics,
              new Expiry(engine.clock(), Duration.ofDays(1)),
              StageTimes.NONE,
              new Admission(1),
              settings.limits(),
              Optional.empty(),
              "test"),
          memory,
          settings);
    }
  }

  EmbeddedConnection(Shared shared) {
    clients = ClientLoop.of(loop::add, shared.memory(), shared.context().engine());
    RequestHandler handler = new RequestHandler(shared.context(), clients);
    channel.freezeTime();
    channel
        .pipeline()
        .addLast(
            new Watchdog(handler, shared.memory(), shared.context().metrics(), shared.settings()))
        .addLast(handler.reader())
        .addLast(handler);
    // The channel has been active from its construction on.
    channel.pipeline().fireChannelActive();
    send(new Request.Hello("stranger", ""));
  }

  EmbeddedChannel channel() {
    return channel;
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
    // Puts that are answered after the end of their connection give their memory back, too.
    runAndDiscardAnswers();
    clients.memory().close();
  }
}
