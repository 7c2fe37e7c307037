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
import java.util.Optional;
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

  private static final String ESTABLISHED = "01 ";
  private static final int WORD_DIGITS = 8;
  private static final int PORT_DIGITS = 4;

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

  /**
   * Reads the tables.
   *
   * @param localPorts of the connections to give; a busy machine has many that are not asked for
   */
  Set<TcpConnection> read(Set<Integer> localPorts) throws IOException {
    Set<TcpConnection> connections = new HashSet<>();
    for (Path table : tables) {
      try (var lines = Files.newBufferedReader(table, StandardCharsets.US_ASCII)) {
        lines.readLine();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          connection(line, localPorts).ifPresent(connections::add);
        }
      }
    }
    return connections;
  }

  /** It is read often and long: a line that is not asked for must cost next to nothing. */
  private static Optional<TcpConnection> connection(String line, Set<Integer> localPorts) {
    int local = line.indexOf(':') + 2;
    int remote = line.indexOf(' ', local) + 1;
    int state = line.indexOf(' ', remote) + 1;
    return local >= 2
            && remote > local
            && state > remote
            && line.startsWith(ESTABLISHED, state)
            && localPorts.contains(port(line, local))
        ? Optional.of(new TcpConnection(address(line, local), address(line, remote)))
        : Optional.empty();
  }

  private static int port(String line, int start) {
    int colon = line.indexOf(':', start);
    return Integer.parseInt(line, colon + 1, colon + 1 + PORT_DIGITS, 16);
  }

  /** Hexadecimal words in the machine's own byte order, a colon, and the port. */
  private static InetSocketAddress address(String line, int start) {
    int colon = line.indexOf(':', start);
    ByteBuffer bytes = ByteBuffer.allocate((colon - start) / 2).order(ByteOrder.nativeOrder());
    for (int digit = start; digit < colon; digit += WORD_DIGITS) {
      bytes.putInt(Integer.parseUnsignedInt(line, digit, digit + WORD_DIGITS, 16));
    }
    try {
      return new InetSocketAddress(InetAddress.getByAddress(bytes.array()), port(line, start));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an address: " + line, e);
    }
  }
}
