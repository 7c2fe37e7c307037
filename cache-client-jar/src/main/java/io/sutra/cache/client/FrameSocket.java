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
import java.nio.ByteBuffer;
import java.time.Duration;

/** Frames over a socket. One thread may send while another receives; otherwise not thread-safe. */
public final class FrameSocket implements AutoCloseable {

  private final Socket socket;
  private final DataInputStream in;

  /**
   * Connects.
   *
   * @param timeout for connecting and for each read
   * @throws IOException when nobody answers
   */
  public FrameSocket(InetSocketAddress address, Duration timeout) throws IOException {
    socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.connect(address, (int) timeout.toMillis());
      socket.setSoTimeout((int) timeout.toMillis());
      in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 64 << 10));
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** A frame as it came. */
  public record Frame(FrameHeader header, ByteBuffer body) {}

  /** Sends a request. */
  public void send(Request request, int requestId) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(RequestCodec.frameBytes(request));
    RequestCodec.encode(request, requestId, frame);
    send(frame.flip());
  }

  /** Sends bytes, whatever they are. */
  public void send(ByteBuffer bytes) throws IOException {
    socket
        .getOutputStream()
        .write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
  }

  /**
   * Waits for a frame.
   *
   * @throws ProtocolException when what comes is not one
   * @throws IOException when the connection ends or the time is over
   */
  public Frame receive() throws IOException, ProtocolException {
    int length = FrameHeader.checkLength(in.readInt(), WireLimits.HARD_MAX_FRAME);
    byte[] bytes = new byte[FrameHeader.LENGTH_BYTES + length];
    ByteBuffer frame = ByteBuffer.wrap(bytes).putInt(length);
    in.readFully(bytes, FrameHeader.LENGTH_BYTES, length);
    return new Frame(FrameHeader.read(frame.clear(), WireLimits.HARD_MAX_FRAME), frame.slice());
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
