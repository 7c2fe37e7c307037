package io.sutra.cache.shard.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.sutra.cache.shard.config.ShardConfig;
import io.sutra.cache.shard.engine.ShardEngine;
import io.sutra.settings.FailureReason;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Listens for clients of a shard, and for those who read its metrics. Thread-safe. */
// A channel that fails tells its handlers; the futures of writes and closes say nothing more.
@SuppressWarnings("FutureReturnValueIgnored")
public final class ShardServer implements AutoCloseable {

  /** Above the first, a connection is not read from until it is below the second. */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(256 << 10, 1 << 20);

  private final EventLoopGroup loops;

  /** Those that are open; one that comes after it was closed is closed, too. */
  private final ChannelGroup connections =
      new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

  private final Channel listener;
  private final Optional<MetricsServer> metricsServer;
  private final Map<EventLoop, ReplyQueue> replies = new ConcurrentHashMap<>();
  private final Map<EventLoop, LoopCommit> commits = new ConcurrentHashMap<>();

  /**
   * Begins to listen. The engine is ready.
   *
   * @param stages what the engine and this server record the times of stages in
   * @throws IOException when an address is taken, or the certificate cannot be used
   */
  public ShardServer(ShardConfig config, ShardEngine engine, String name, StageMetrics stages)
      throws IOException {
    ServerMetrics metrics = new ServerMetrics();
    ShardNumbers numbers = new ShardNumbers(engine, metrics);
    ShardConfig.Listener settings = config.listener();
    ConnectionContext shared =
        new ConnectionContext(
            engine,
            numbers,
            metrics,
            new Expiry(engine.clock(), config.timeToLive()),
            new Admission(settings.connections()),
            settings.limits(),
            settings.token(),
            name);
    Optional<SslContext> tls = tls(settings);
    this.loops = Transport.loops(settings.threads(), "shard-server");
    ServerBootstrap bootstrap =
        Transport.listener(loops, opened -> initialize(opened, shared, settings, tls.orElse(null)))
            .option(ChannelOption.SO_BACKLOG, 1024)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK);
    try {
      this.listener = Transport.bind(bootstrap, settings.endpoint());
    } catch (IOException e) {
      loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw e;
    }
    this.metricsServer =
        config.metrics().port() == 0
            ? Optional.empty()
            : Optional.of(
                new MetricsServer(
                    config.metrics(), new MetricsText(numbers, engine.log().metrics(), stages)));
  }

  private void initialize(
      Channel opened,
      ConnectionContext shared,
      ShardConfig.Listener settings,
      @Nullable SslContext tls) {
    if (!shared.admission().admit(opened, shared.metrics())) {
      opened.close();
      return;
    }
    shared.metrics().opened();
    connections.add(opened);
    ReplyQueue queue = replies.computeIfAbsent(opened.eventLoop(), ReplyQueue::new);
    LoopCommit commit =
        commits.computeIfAbsent(opened.eventLoop(), loop -> new LoopCommit(loop, shared.engine()));
    RequestHandler handler = new RequestHandler(shared, queue, commit);
    if (tls != null) {
      opened.pipeline().addLast(tls.newHandler(opened.alloc()));
    }
    opened
        .pipeline()
        .addLast(new Watchdog(handler, shared.metrics(), settings))
        .addLast(handler.decoder())
        .addLast(handler);
  }

  private static Optional<SslContext> tls(ShardConfig.Listener settings) throws IOException {
    if (settings.tls().isEmpty()) {
      return Optional.empty();
    }
    ShardConfig.Tls files = settings.tls().get();
    try {
      return Optional.of(
          SslContextBuilder.forServer(files.certificate().toFile(), files.key().toFile()).build());
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "SUTRA_CACHE_TLS_CERT or SUTRA_CACHE_TLS_KEY cannot be used: " + FailureReason.of(e), e);
    }
  }

  /** The port that clients connect to. */
  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /** Stops listening and drops the connections. */
  @Override
  public void close() {
    metricsServer.ifPresent(MetricsServer::close);
    listener.close().syncUninterruptibly();
    // A loop that ends closes its connections only if it notices in time that it is to end.
    connections.close().syncUninterruptibly();
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
