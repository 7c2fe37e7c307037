package io.sutra.cache.client;

import io.sutra.cache.api.wire.FrameHeader;
import io.sutra.cache.api.wire.ProtocolException;
import io.sutra.cache.api.wire.Request;
import io.sutra.cache.api.wire.RequestCodec;
import io.sutra.cache.api.wire.WireLimits;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import jdk.net.ExtendedSocketOptions;

/** Frames over a socket. One thread may send while another receives; otherwise not thread-safe. */
public final class FrameSocket implements AutoCloseable {

  /**
   * Asked for, and the system may give less. Java has no timeout for a write; a frame that fits
   * into what the socket buffers needs none.
   */
  private static final int SEND_BUFFER = 256 << 10;

  private static final Duration MOMENT = Duration.ofMillis(1);

  private final DeadlineSocket socket;
  private final Socket stream;
  private final DataInputStream in;
  private final Duration timeout;
  private final int unblockedBytes;

  /**
   * Connects without TLS.
   *
   * @param timeout for connecting and for each frame received
   * @throws IOException when nobody answers
   */
  public FrameSocket(InetSocketAddress address, Duration timeout) throws IOException {
    this(address, timeout, timeout, Optional.empty());
  }

  /**
   * Connects, and shakes hands if there is TLS.
   *
   * @param connectTimeout for connection and handshake together
   * @param timeout for each frame received
   * @throws IOException when nobody answers, or the peer's certificate is not trusted or not its
   *     host's
   */
  FrameSocket(
      InetSocketAddress address,
      Duration connectTimeout,
      Duration timeout,
      Optional<SSLContext> tls)
      throws IOException {
    this.timeout = timeout;
    this.socket = new DeadlineSocket();
    try {
      socket.setTcpNoDelay(true);
      socket.setSendBufferSize(SEND_BUFFER);
      keepAlive(socket);
      socket.allow(connectTimeout);
      socket.connect(address, (int) connectTimeout.toMillis());
      // Linux answers with twice what was asked for, and needs the other half for its bookkeeping.
      unblockedBytes = socket.getSendBufferSize() / 3;
      stream = tls.isPresent() ? secure(tls.get(), address) : socket;
      in = new DataInputStream(new BufferedInputStream(stream.getInputStream(), 64 << 10));
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * A peer that is gone without a word is noticed within a minute, also by a waiting connection.
   */
  private static void keepAlive(Socket socket) throws IOException {
    socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    if (socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
      socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 30);
      socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, 10);
      socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 3);
    }
  }

  private SSLSocket secure(SSLContext context, InetSocketAddress address) throws IOException {
    SSLSocket secured =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(socket, address.getHostString(), address.getPort(), true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    return secured;
  }

  /** A frame as it came. */
  public record Frame(FrameHeader header, ByteBuffer body) {}

  /** Bytes that a write takes without waiting for the peer, while nothing else is on its way. */
  int unblockedBytes() {
    return unblockedBytes;
  }

  /** Sends a request. */
  public void send(Request request, int requestId) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(RequestCodec.frameBytes(request));
    RequestCodec.encode(request, requestId, frame);
    send(frame.flip());
  }

  /** Sends bytes, whatever they are. */
  public void send(ByteBuffer bytes) throws IOException {
    stream
        .getOutputStream()
        .write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
  }

  /**
   * Waits for a frame as long as was said at the start.
   *
   * @throws ProtocolException when what comes is not one
   * @throws IOException when the connection ends or the time is over
   */
  public Frame receive() throws IOException, ProtocolException {
    socket.allow(timeout);
    return receiveInTime();
  }

  /** Begins the time that the frames received from now on have together. */
  void allow(Duration time) {
    socket.allow(time);
  }

  /** Waits for a frame for what is left of the time that was allowed. */
  Frame receiveInTime() throws IOException, ProtocolException {
    int length = FrameHeader.checkLength(in.readInt(), WireLimits.HARD_MAX_FRAME);
    byte[] bytes = new byte[FrameHeader.LENGTH_BYTES + length];
    ByteBuffer frame = ByteBuffer.wrap(bytes).putInt(length);
    in.readFully(bytes, FrameHeader.LENGTH_BYTES, length);
    return new Frame(FrameHeader.read(frame.clear(), WireLimits.HARD_MAX_FRAME), frame.slice());
  }

  /**
   * Whether the peer has ended the connection, or said something that nobody asked for. Takes a
   * millisecond; only while no answer is awaited.
   */
  boolean endedByPeer() {
    socket.allow(MOMENT);
    try {
      in.read();
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** Without TLS's farewell, which would wait for the peer's; a frame says itself where it ends. */
  @Override
  public void close() throws IOException {
    socket.close();
  }
}
