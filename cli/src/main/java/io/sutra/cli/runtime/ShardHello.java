package io.sutra.cli.runtime;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Greets a cache shard as its clients do. Any answer will do, a refusal too: a shard that asks for
 * a secret or for TLS answers, one that hangs does not, though the system still accepts connections
 * for it.
 */
final class ShardHello {

  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  /** As the protocol has them: version, opcode. */
  private static final int VERSION = 1;

  private static final int HELLO = 1;
  private static final byte[] CLIENT = "sutra status".getBytes(StandardCharsets.UTF_8);

  private final String host;
  private final int port;

  ShardHello(String host, int port) {
    this.host = host;
    this.port = port;
  }

  /** Whether it answers within two seconds. */
  boolean isAnswered() {
    try (var socket = new Socket()) {
      socket.setSoTimeout((int) TIMEOUT.toMillis());
      socket.connect(new InetSocketAddress(host, port), (int) TIMEOUT.toMillis());
      socket.getOutputStream().write(frame());
      socket.getInputStream().read();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static byte[] frame() throws IOException {
    var body = new ByteArrayOutputStream();
    var out = new DataOutputStream(body);
    out.writeByte(VERSION);
    out.writeByte(HELLO);
    // No flags, request number 1, the client's name, no secret.
    out.writeShort(0);
    out.writeInt(1);
    out.writeShort(CLIENT.length);
    out.write(CLIENT);
    out.writeShort(0);
    var frame = new ByteArrayOutputStream();
    var length = new DataOutputStream(frame);
    length.writeInt(body.size());
    body.writeTo(frame);
    return frame.toByteArray();
  }
}
