package io.sutra.cache.shard.server;

import io.sutra.cache.api.wire.FrameHeader;
import io.sutra.cache.api.wire.Opcode;
import io.sutra.cache.api.wire.ProtocolException;
import io.sutra.cache.api.wire.Reply;
import io.sutra.cache.api.wire.Request;
import io.sutra.cache.api.wire.RequestCodec;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** The first request of a connection, which has to be a hello with the right token. Stateless. */
final class Greeting {

  private static final System.Logger LOG = System.getLogger(Greeting.class.getName());

  private Greeting() {}

  /**
   * Reads a hello.
   *
   * @return why the client is refused; null when it is welcome
   */
  static @Nullable String refusal(
      ConnectionContext shared, FrameHeader header, ByteBuffer body, SocketAddress client)
      throws ProtocolException {
    if (header.code() != Opcode.HELLO.number()) {
      return "say hello first";
    }
    Request.Hello hello = (Request.Hello) RequestCodec.decode(header, body, shared.limits());
    if (shared.token().isPresent() && !same(shared.token().get(), hello.token())) {
      return "the token is missing or wrong";
    }
    LOG.log(
        System.Logger.Level.INFO,
        "client ''{0}'' connected from {1}",
        printable(hello.client()),
        client);
    return null;
  }

  static Reply welcome(ConnectionContext shared) {
    return new Reply.Hello(shared.limits(), shared.name());
  }

  private static boolean same(String expected, String token) {
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
  }

  /** A client's own word for itself, on one line whatever it sent. */
  private static String printable(String name) {
    return name.replaceAll("\\p{C}", "?");
  }
}
