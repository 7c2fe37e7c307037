package io.sutra.cache.shard.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.sutra.cache.shard.config.ShardConfig;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Drops a connection that says nothing for too long, or that is too slow: with its hello, with the
 * rest of a frame, or with reading its answers.
 */
// A channel that fails tells its handlers; the futures of writes and closes say nothing more.
@SuppressWarnings("FutureReturnValueIgnored")
final class Watchdog extends ChannelDuplexHandler {

  private final RequestHandler handler;
  private final ServerMetrics metrics;
  private final Duration idle;
  private final Duration slow;
  private long openedAt;
  private long readAt;
  private long unwritableSince = -1;

  Watchdog(RequestHandler handler, ServerMetrics metrics, ShardConfig.Listener listener) {
    this.handler = handler;
    this.metrics = metrics;
    this.idle = listener.idle();
    this.slow = listener.slow();
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    openedAt = ctx.executor().ticker().nanoTime();
    readAt = openedAt;
    watch(ctx);
    ctx.fireChannelActive();
  }

  private void watch(ChannelHandlerContext ctx) {
    long period = Math.max(250, Math.min(idle.toMillis(), slow.toMillis()) / 4);
    ctx.executor().schedule(() -> look(ctx), period, TimeUnit.MILLISECONDS);
  }

  private void look(ChannelHandlerContext ctx) {
    Channel channel = ctx.channel();
    if (!channel.isActive()) {
      return;
    }
    long now = ctx.executor().ticker().nanoTime();
    long partial = handler.decoder().partialSince();
    boolean tooSlow =
        (unwritableSince != -1 && now - unwritableSince > slow.toNanos())
            || (unwritableSince == -1 && partial != -1 && now - partial > slow.toNanos())
            || (!handler.greeted() && now - openedAt > slow.toNanos());
    if (handler.owesAnAnswer()) {
      // Waiting for one's answer is not idling, and neither is thinking about it for a while.
      readAt = now;
    }
    if (tooSlow || (unwritableSince == -1 && now - readAt > idle.toNanos())) {
      metrics.drop();
      ctx.close();
    } else {
      watch(ctx);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    readAt = ctx.executor().ticker().nanoTime();
    ctx.fireChannelRead(message);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    unwritableSince = ctx.channel().isWritable() ? -1 : ctx.executor().ticker().nanoTime();
    ctx.fireChannelWritabilityChanged();
  }
}
