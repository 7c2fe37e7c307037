package io.sutra.cache.client;

import io.sutra.cache.api.wire.FrameHeader;
import io.sutra.cache.api.wire.Opcode;
import io.sutra.cache.api.wire.ProtocolException;
import io.sutra.cache.api.wire.Reply;
import io.sutra.cache.api.wire.ReplyCodec;
import io.sutra.cache.api.wire.Request;
import io.sutra.cache.api.wire.RequestCodec;
import io.sutra.cache.api.wire.WireLimits;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * A stand-in for a shard that misbehaves as a real one should not: greets its one client, and then
 * does as it was told.
 */
final class StandInShard implements AutoCloseable {

  /** What it does after the hello. */
  interface Script {
    void run(Conversation conversation) throws Exception;
  }

  private final ServerSocket listener;
  private final Thread thread;

  StandInShard(Script script) throws IOException {
    this(WireLimits.DEFAULT, script);
  }

  /** One that says in its hello what it takes. */
  StandInShard(WireLimits limits, Script script) throws IOException {
    listener = new ServerSocket();
    // So little that a sender soon meets its limits.
    listener.setReceiveBufferSize(4096);
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    thread = new Thread(() -> serve(limits, script), "stand-in shard");
    thread.setDaemon(true);
    thread.start();
  }

  private void serve(WireLimits limits, Script script) {
    try (Socket socket = listener.accept()) {
      Conversation conversation = new Conversation(socket, limits);
      int id = conversation.request();
      conversation.answer(Opcode.HELLO, id, new Reply.Hello(limits, "stand-in"));
      script.run(conversation);
    } catch (Exception e) {
      // The client has gone, or the test has ended.
      Thread.currentThread().interrupt();
    }
  }

  /** A request and its number. */
  record Asked(int id, Request request) {}

  /** The shard's side of a connection. */
  record Conversation(Socket socket, WireLimits limits) {

    /** Reads a request and returns its number. */
    int request() throws IOException {
      return frame().getInt(FrameHeader.BYTES - 4);
    }

    private ByteBuffer frame() throws IOException {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      int length = in.readInt();
      byte[] frame = new byte[FrameHeader.LENGTH_BYTES + length];
      in.readFully(frame, FrameHeader.LENGTH_BYTES, length);
      return ByteBuffer.wrap(frame).putInt(length).rewind();
    }

    /** Reads a request of at most the bytes, keys and vectors that were said in the hello. */
    Asked ask() throws IOException, ProtocolException {
      ByteBuffer frame = frame();
      FrameHeader header = FrameHeader.read(frame, limits.maxFrame());
      return new Asked(header.requestId(), RequestCodec.decode(header, frame, limits));
    }

    void answer(Asked asked, Reply reply) throws IOException {
      answer(asked.request().opcode(), asked.id(), reply);
    }

    void answer(Opcode opcode, int id, Reply reply) throws IOException {
      answer(opcode, id, reply, false);
    }

    void answer(Opcode opcode, int id, Reply reply, boolean more) throws IOException {
      ByteBuffer frame = ReplyCodec.encode(opcode, id, reply, more);
      out().write(frame.array(), frame.arrayOffset() + frame.position(), frame.remaining());
    }

    OutputStream out() throws IOException {
      return socket.getOutputStream();
    }

    /** Waits until the client closes, whatever it sends. */
    void awaitEnd() throws IOException {
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    }
  }

  SocketCacheConnection connect(Duration requestTimeout) throws Exception {
    return SocketCacheConnection.connect(
        new ClientSettings(
            "127.0.0.1",
            listener.getLocalPort(),
            "test",
            "",
            Duration.ofSeconds(20),
            requestTimeout,
            Optional.empty()));
  }

  @Override
  public void close() throws IOException {
    listener.close();
    thread.interrupt();
  }
}
