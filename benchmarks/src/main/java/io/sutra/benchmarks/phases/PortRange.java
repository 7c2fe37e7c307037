package io.sutra.benchmarks.phases;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports in a row that nobody listens on. */
final class PortRange {

  private static final int FIRST = 21_000;
  private static final int LAST = 31_000;

  private PortRange() {}

  /** The first of {@code count} ports in a row. */
  static int free(int count) throws IOException {
    for (int first = FIRST; first < LAST; first += count) {
      int taken = 0;
      for (int port = first; port < first + count && taken == 0; port++) {
        try (var probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
          probe.getLocalPort();
        } catch (IOException e) {
          taken++;
        }
      }
      if (taken == 0) {
        return first;
      }
    }
    throw new IOException("no " + count + " free ports in a row");
  }
}
