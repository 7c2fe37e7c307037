package io.sutra.cache.shard.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultSelectStrategyFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.sutra.cache.shard.config.ShardConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/**
 * The sockets that the shard uses: epoll's where there is epoll, the JDK's elsewhere. Stateless.
 */
final class Transport {

  /** Sockets that a loop looks at in one go; the memory for them is as large from the start. */
  private static final int MOST_EVENTS = 1024;

  private Transport() {}

  /** That many event loops, whose threads are named so. */
  static EventLoopGroup loops(int threads, String name) {
    return new MultiThreadIoEventLoopGroup(
        threads,
        new DefaultThreadFactory(name),
        Epoll.isAvailable()
            ? EpollIoHandler.newFactory(MOST_EVENTS, DefaultSelectStrategyFactory.INSTANCE)
            : NioIoHandler.newFactory());
  }

  /** What listens for connections that those loops serve; {@code opened} prepares each of them. */
  static ServerBootstrap listener(EventLoopGroup loops, Consumer<Channel> opened) {
    Class<? extends ServerChannel> channel =
        Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    return new ServerBootstrap()
        .group(loops)
        .channel(channel)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.ALLOCATOR, HeapAllocator.INSTANCE)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel connection) {
                opened.accept(connection);
              }
            });
  }

  /**
   * Begins to listen.
   *
   * @throws IOException when the address is taken; the message names it
   */
  static Channel bind(ServerBootstrap listener, ShardConfig.Endpoint endpoint) throws IOException {
    try {
      return listener
          .bind(new InetSocketAddress(endpoint.address(), endpoint.port()))
          .sync()
          .channel();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while binding", e);
    } catch (Exception e) {
      throw new IOException(endpoint + " cannot be listened at: " + e.getMessage(), e);
    }
  }
}
