package io.sutra.mlbase.rest;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The TCP connections of this network namespace that both ends keep open, from Linux's {@code
 * /proc/net/tcp} and {@code tcp6}. Thread-safe.
 *
 * @param tables those that exist
 * @see <a href="https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html">The
 *     proc/net/tcp and proc/net/tcp6 variables</a>
 */
record EstablishedConnections(List<Path> tables) {

  private static final String ESTABLISHED = "01";
  private static final int WORD_DIGITS = 8;

  static EstablishedConnections ofThisProcess() {
    return new EstablishedConnections(
        List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6")).stream()
            .filter(Files::isReadable)
            .toList());
  }

  /** False where the system keeps no such table. */
  boolean isKnown() {
    return !tables.isEmpty();
  }

  Set<TcpConnection> read() throws IOException {
    Set<TcpConnection> connections = new HashSet<>();
    for (Path table : tables) {
      Files.readString(table, StandardCharsets.US_ASCII)
          .lines()
          .skip(1)
          .map(line -> line.strip().split(" +", 5))
          .filter(fields -> fields.length == 5 && fields[3].equals(ESTABLISHED))
          .map(fields -> new TcpConnection(address(fields[1]), address(fields[2])))
          .forEach(connections::add);
    }
    return connections;
  }

  /** Hexadecimal words in the machine's own byte order, a colon, and the port. */
  private static InetSocketAddress address(String text) {
    int colon = text.indexOf(':');
    ByteBuffer bytes = ByteBuffer.allocate(colon / 2).order(ByteOrder.nativeOrder());
    for (int digit = 0; digit < colon; digit += WORD_DIGITS) {
      bytes.putInt(Integer.parseUnsignedInt(text, digit, digit + WORD_DIGITS, 16));
    }
    try {
      return new InetSocketAddress(
          InetAddress.getByAddress(bytes.array()),
          Integer.parseInt(text, colon + 1, text.length(), 16));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an address: " + text, e);
    }
  }
}
