package io.sutra.web.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Finds out whether a port can be listened on, by listening on it for a moment. An application
 * server opens its port after its applications have started, or before when they take long; so a
 * port on which this process listens already is no problem.
 */
final class PortCheck {

  private PortCheck() {}

  /**
   * The sentence that says why {@code port} cannot be listened on at {@code host}; empty when it
   * can.
   *
   * @param host a name or an address of this machine; {@code *} for all addresses
   */
  static Optional<String> problem(String host, int port) {
    try (var probe = new ServerSocket()) {
      probe.bind(address(host, port), 1);
      return Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.of(
          "SUTRA_LISTEN_HOST is '"
              + host
              + "', which is not known here; allowed is a name or an IP address of this machine, or"
              + " * for all of them.");
    } catch (IOException e) {
      if (ListeningSockets.ofThisProcess().contains(port)) {
        return Optional.empty();
      }
      return Optional.of(
          "Port "
              + port
              + " cannot be listened on at "
              + host
              + " ("
              + e.getMessage()
              + "). Stop the program that listens there, or choose another port or address"
              + " (SUTRA_LISTEN_HOST).");
    }
  }

  private static InetSocketAddress address(String host, int port) throws UnknownHostException {
    return host.equals("*")
        ? new InetSocketAddress(port)
        : new InetSocketAddress(InetAddress.getByName(host), port);
  }
}
