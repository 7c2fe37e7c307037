package io.sutra.cache.shard.server;

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

  /**
   * While others wait for memory, a client has no more time than that for the rest of a frame, or
   * to read some of its answers.
   */
  private static final Duration SLOW_WHILE_OTHERS_WAIT = Duration.ofSeconds(2);

  private static final long SHORTEST_PERIOD = 250;
  private static final long LONGEST_PERIOD = 1_000;

  private final RequestHandler handler;
  private final ServerMetrics metrics;
  private final Duration idle;
  private final Duration slow;
  private final NetworkMemory memory;
  private long openedAt;

  /** When the client, or the shard on its behalf, was last seen to do something. */
  private long activeAt;

  private long unwritableSince = -1;
  private long taken;
  private long takenAt;

  Watchdog(
      RequestHandler handler,
      NetworkMemory memory,
      ServerMetrics metrics,
      ShardConfig.Listener listener) {
    this.handler = handler;
    this.memory = memory;
    this.metrics = metrics;
    this.idle = listener.idle();
    this.slow = listener.slow();
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    openedAt = now(ctx);
    activeAt = openedAt;
    takenAt = openedAt;
    watch(ctx);
    ctx.fireChannelActive();
  }

  private static long now(ChannelHandlerContext ctx) {
    return ctx.executor().ticker().nanoTime();
  }

  private void watch(ChannelHandlerContext ctx) {
    long period =
        Math.clamp(Math.min(idle.toMillis(), slow.toMillis()) / 4, SHORTEST_PERIOD, LONGEST_PERIOD);
    ctx.executor().schedule(() -> look(ctx), period, TimeUnit.MILLISECONDS);
  }

  private void look(ChannelHandlerContext ctx) {
    if (!ctx.channel().isActive()) {
      return;
    }
    long now = now(ctx);
    if (isSlow(ctx, now) || isIdle(now)) {
      metrics.drop();
      ctx.close();
    } else {
      watch(ctx);
    }
  }

  private boolean isSlow(ChannelHandlerContext ctx, long now) {
    long before = taken;
    taken = handler.answers().taken(ctx);
    if (taken != before || Answers.untaken(ctx) == 0) {
      takenAt = now;
    }
    long limit = slow.toNanos();
    long withOthers =
        memory.contended() ? Math.min(limit, SLOW_WHILE_OTHERS_WAIT.toNanos()) : limit;
    long partial = handler.reader().partialSince();
    return now - takenAt > withOthers
        || (unwritableSince != -1 && now - unwritableSince > limit)
        || (unwritableSince == -1 && partial != -1 && now - partial > withOthers)
        || (!handler.greeted() && now - openedAt > limit);
  }

  private boolean isIdle(long now) {
    activeAt = handler.owesAnAnswer() ? now : Math.max(activeAt, handler.reader().readAt());
    return unwritableSince == -1 && now - activeAt > idle.toNanos();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    unwritableSince = ctx.channel().isWritable() ? -1 : now(ctx);
    ctx.fireChannelWritabilityChanged();
  }
}
