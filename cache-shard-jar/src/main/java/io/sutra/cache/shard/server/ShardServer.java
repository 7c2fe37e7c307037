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
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Listens for clients of a shard, and for those who read its metrics. Thread-safe. */
// A channel that fails tells its handlers; the futures of writes and closes say nothing more.
@SuppressWarnings("FutureReturnValueIgnored")
public final class ShardServer implements AutoCloseable {

  /**
   * With more unread answers than the second, a connection is not read from until there are fewer
   * than the first: so few that many clients that never read do not use up the network memory.
   */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(64 << 10, 256 << 10);

  private final EventLoopGroup loops;

  /** Those that are open; one that comes after it was closed is closed, too. */
  private final ChannelGroup connections =
      new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

  private final Channel listener;
  private final Optional<MetricsServer> metricsServer;
  private final Map<EventLoop, ClientLoop> clientLoops;

  /**
   * Begins to listen. The engine is ready.
   *
   * @param stages what the engine and this server record the times of stages in
   * @param networkMemory direct, for the frames of all connections, at least {@link
   *     #networkMemoryBytes}; nothing else may use it
   * @throws IOException when an address is taken, or the certificate cannot be used
   */
  public ShardServer(
      ShardConfig config,
      ShardEngine engine,
      String name,
      StageMetrics stages,
      ByteBuffer networkMemory)
      throws IOException {
    ServerMetrics metrics = new ServerMetrics();
    ShardConfig.Listener settings = config.listener();
    NetworkMemory memory = new NetworkMemory(networkMemory, settings);
    ShardNumbers numbers = new ShardNumbers(engine, metrics, memory);
    ConnectionContext shared =
        new ConnectionContext(
            engine,
            numbers,
            metrics,
            new Expiry(engine.clock(), config.timeToLive()),
            stages,
            new Admission(settings.connections()),
            settings.limits(),
            settings.token(),
            name);
    Optional<SslContext> tls = tls(settings);
    this.loops = Transport.loops(settings.threads(), "shard-server");
    this.clientLoops =
        StreamSupport.stream(loops.spliterator(), false)
            .map(EventLoop.class::cast)
            .collect(
                Collectors.toUnmodifiableMap(
                    Function.identity(), loop -> ClientLoop.of(loop, memory, engine)));
    ServerBootstrap bootstrap =
        Transport.listener(loops, opened -> initialize(opened, shared, settings, tls.orElse(null)))
            .option(ChannelOption.SO_BACKLOG, 1024)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK);
    MetricsText text = new MetricsText(numbers, engine.log().metrics(), stages);
    try {
      this.listener = Transport.bind(bootstrap, settings.endpoint());
      this.metricsServer =
          config.metrics().port() == 0
              ? Optional.empty()
              : Optional.of(new MetricsServer(config.metrics(), text, memory));
    } catch (IOException e) {
      loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw e;
    }
  }

  /** Bytes of memory outside the heap that a server with those settings needs. */
  public static int networkMemoryBytes(ShardConfig config) {
    return NetworkMemory.bytesFor(config.listener());
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
    ClientLoop clients = Objects.requireNonNull(clientLoops.get(opened.eventLoop()));
    LoopMemory loop = clients.memory();
    RequestHandler handler = new RequestHandler(shared, clients);
    if (tls == null) {
      opened.config().setRecvByteBufAllocator(LoopMemory.reading(handler.reader()::target));
    } else {
      opened.config().setRecvByteBufAllocator(LoopMemory.reading(loop::readBuffer));
      opened.pipeline().addLast(new HeapBridge(loop)).addLast(tls.newHandler(opened.alloc()));
    }
    opened
        .pipeline()
        .addLast(new Watchdog(handler, loop.shared(), shared.metrics(), settings))
        .addLast(handler.reader())
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
    clientLoops.values().forEach(clients -> clients.memory().close());
  }
}
