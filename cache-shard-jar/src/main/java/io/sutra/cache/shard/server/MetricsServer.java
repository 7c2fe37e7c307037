package io.sutra.cache.shard.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.sutra.cache.shard.config.ShardConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The metrics over HTTP, at {@code /metrics}, on a port and a thread of their own. A connection is
 * for one request and has a few seconds for all of it; when there are too many, the oldest gives
 * way. Thread-safe.
 */
// A channel that fails tells its handlers; the futures of writes and closes say nothing more.
@SuppressWarnings("FutureReturnValueIgnored")
final class MetricsServer implements AutoCloseable {

  private static final int CONNECTIONS = 64;

  /** For a connection, from its first byte to its last. */
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final EventLoopGroup loop = Transport.loops(1, "shard-metrics");
  private final Admission admission = Admission.withoutGreeting(CONNECTIONS);

  /** Counts what nobody reads: scrapers are not the shard's clients. */
  private final ServerMetrics uncounted = new ServerMetrics();

  private final LoopMemory memory;
  private final MetricsText text;
  private final Channel listener;

  /**
   * Begins to listen.
   *
   * @throws IOException when the address is taken
   */
  MetricsServer(ShardConfig.Endpoint endpoint, MetricsText text, NetworkMemory network)
      throws IOException {
    this.text = text;
    this.memory = new LoopMemory(loop.next(), network);
    ServerBootstrap bootstrap = Transport.listener(loop, this::initialize);
    try {
      this.listener = Transport.bind(bootstrap, endpoint);
    } catch (IOException e) {
      loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw e;
    }
  }

  private void initialize(Channel opened) {
    admission.admit(opened, uncounted);
    opened.closeFuture().addListener(closed -> admission.closed(opened));
    opened.eventLoop().schedule(() -> opened.close(), TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    opened.config().setRecvByteBufAllocator(LoopMemory.reading(memory::readBuffer));
    opened
        .pipeline()
        .addLast(new HeapBridge(memory))
        .addLast(new HttpServerCodec())
        .addLast(new Page());
  }

  private final class Page extends SimpleChannelInboundHandler<HttpObject> {

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
      if (message instanceof HttpRequest request) {
        ctx.writeAndFlush(answer(request)).addListener(ChannelFutureListener.CLOSE);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }

  private FullHttpResponse answer(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      return response(HttpResponseStatus.BAD_REQUEST, Unpooled.EMPTY_BUFFER);
    }
    if (!new QueryStringDecoder(request.uri()).path().equals("/metrics")) {
      return response(HttpResponseStatus.NOT_FOUND, Unpooled.EMPTY_BUFFER);
    }
    if (!request.method().equals(HttpMethod.GET)) {
      FullHttpResponse refusal =
          response(HttpResponseStatus.METHOD_NOT_ALLOWED, Unpooled.EMPTY_BUFFER);
      refusal.headers().set(HttpHeaderNames.ALLOW, HttpMethod.GET);
      return refusal;
    }
    MetricsText.Page page = text.page(request.headers().get(HttpHeaderNames.ACCEPT));
    FullHttpResponse response =
        response(HttpResponseStatus.OK, Unpooled.wrappedBuffer(page.body()));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, page.contentType());
    return response;
  }

  private static FullHttpResponse response(HttpResponseStatus status, ByteBuf body) {
    FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    return response;
  }

  @Override
  public void close() {
    listener.close().syncUninterruptibly();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    memory.close();
  }
}
