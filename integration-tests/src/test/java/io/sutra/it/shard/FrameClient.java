package io.sutra.it.shard;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheException.Reason;
import io.sutra.cache.api.CacheKey;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A client that writes its frames byte by byte, as the protocol's specification says: what it asks
 * for does not depend on what the product's own client can.
 */
final class FrameClient implements AutoCloseable {

  private static final int HELLO = 1;
  private static final int GET = 2;
  private static final int PUT = 3;
  private static final int ERASE = 11;

  private static final int ANSWER = 128;
  private static final int ERROR = 255;

  /** The body begins with a namespace of eight bytes. */
  private static final int IN_NAMESPACE = 2;

  private static final int MORE_THAN_ANY_BODY = 1 << 20;

  private final Socket socket;
  private int next;

  private FrameClient(Socket socket) {
    this.socket = socket;
  }

  /** Connects and says hello; an answer that takes longer than {@code timeout} fails. */
  static FrameClient connect(InetSocketAddress address, Duration timeout)
      throws IOException, CacheException {
    Socket socket = new Socket();
    FrameClient client = new FrameClient(socket);
    try {
      socket.setSoTimeout((int) timeout.toMillis());
      socket.setTcpNoDelay(true);
      socket.connect(address, (int) timeout.toMillis());
      byte[] name = "frames".getBytes(StandardCharsets.UTF_8);
      ByteBuffer body = ByteBuffer.allocate(4 + name.length);
      client.ask(HELLO, 0, body.putShort((short) name.length).put(name).putShort((short) 0));
      return client;
    } catch (IOException | CacheException e) {
      client.close();
      throw e;
    }
  }

  /** Erases keys of the namespace 0, or everything when none is named. */
  int erase(List<CacheKey> keys) throws IOException, CacheException {
    return ask(ERASE, 0, keys(body(), keys)).getInt();
  }

  /** Erases keys of a namespace, or the whole namespace when none is named. */
  int erase(long namespace, List<CacheKey> keys) throws IOException, CacheException {
    return ask(ERASE, IN_NAMESPACE, keys(body().putLong(namespace), keys)).getInt();
  }

  /** Puts one value into a namespace. */
  void put(long namespace, CacheKey key, byte[] value) throws IOException, CacheException {
    ByteBuffer body = keys(body().putLong(namespace), List.of(key));
    body.putLong(0).putInt(checksum(key, value)).putInt(value.length).put(value);
    ask(PUT, IN_NAMESPACE, body);
  }

  /** The value of a key in a namespace, null when there is none. */
  byte @Nullable [] get(long namespace, CacheKey key) throws IOException, CacheException {
    ByteBuffer answer = ask(GET, IN_NAMESPACE, keys(body().putLong(namespace), List.of(key)));
    answer.getShort();
    int length = answer.getInt();
    if (length < 0) {
      return null;
    }
    answer.getLong();
    answer.getInt();
    byte[] value = new byte[length];
    answer.get(value);
    return value;
  }

  private static int checksum(CacheKey key, byte[] value) {
    CRC32C crc = new CRC32C();
    crc.update(key.bytes());
    crc.update(value);
    return (int) crc.getValue();
  }

  private static ByteBuffer body() {
    return ByteBuffer.allocate(MORE_THAN_ANY_BODY);
  }

  private static ByteBuffer keys(ByteBuffer body, List<CacheKey> keys) {
    body.putShort((short) keys.size());
    keys.forEach(key -> key.write(body));
    return body;
  }

  /** Sends a body that ends at its position; the body of the answer. */
  private ByteBuffer ask(int opcode, int flags, ByteBuffer body)
      throws IOException, CacheException {
    int id = next++;
    body.flip();
    ByteBuffer frame = ByteBuffer.allocate(12 + body.remaining());
    frame.putInt(8 + body.remaining()).put((byte) 1).put((byte) opcode).putShort((short) flags);
    frame.putInt(id).put(body);
    socket.getOutputStream().write(frame.array());
    DataInputStream input = new DataInputStream(socket.getInputStream());
    byte[] answer = new byte[input.readInt()];
    input.readFully(answer);
    ByteBuffer read = ByteBuffer.wrap(answer);
    read.get();
    int answered = Byte.toUnsignedInt(read.get());
    read.getShort();
    if (answered == ERROR) {
      read.getInt();
      Reason reason = Reason.of(read.getShort());
      byte[] message = new byte[read.getShort()];
      read.get(message);
      throw new CacheException(reason, new String(message, StandardCharsets.UTF_8));
    }
    if (answered != opcode + ANSWER || read.getInt() != id) {
      throw new IOException("an answer of " + answered + " to a request of " + opcode);
    }
    return read;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
