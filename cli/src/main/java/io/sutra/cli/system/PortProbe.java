package io.sutra.cli.system;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Whether a server could listen at an address and port now, found out by listening there. */
public final class PortProbe {

  private static final int FIRST_UNPRIVILEGED = 1_024;

  private PortProbe() {}

  /** Why nobody can listen there. */
  public sealed interface Obstacle {

    /** The host's name or address cannot be resolved. */
    record UnknownHost() implements Obstacle {}

    /** The address belongs to another machine. */
    record ForeignAddress() implements Obstacle {}

    /** Only a privileged user may listen on it. */
    record Privileged(int firstUnprivileged) implements Obstacle {}

    /** Somebody listens there. */
    record Taken(Optional<ListeningSockets.Holder> holder) implements Obstacle {}
  }

  /**
   * Tries.
   *
   * @param host a name or an address; {@code *} is every address of this machine
   * @return empty when a server can listen there
   */
  public static Optional<Obstacle> probe(String host, int port) {
    InetAddress address;
    try {
      address = host.equals("*") ? new InetSocketAddress(0).getAddress() : resolve(host);
    } catch (UnknownHostException e) {
      return Optional.of(new Obstacle.UnknownHost());
    }
    try (var probe = new ServerSocket()) {
      // As servers do; without it, connections that were closed a moment ago would count.
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(address, port), 1);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(obstacle(address, port));
    }
  }

  /**
   * Whether servers at both addresses would listen at the same place if they had the same port.
   *
   * @param one a name or an address; {@code *} is every address of this machine
   * @param other the same
   */
  public static boolean overlap(String one, String other) {
    if (one.equals(other) || one.equals("*") || other.equals("*")) {
      return true;
    }
    try {
      InetAddress first = resolve(one);
      InetAddress second = resolve(other);
      return first.isAnyLocalAddress() || second.isAnyLocalAddress() || first.equals(second);
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static InetAddress resolve(String host) throws UnknownHostException {
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    return InetAddress.getByName(bracketed ? host.substring(1, host.length() - 1) : host);
  }

  /** The system words its reasons in the user's language, so they are found out otherwise. */
  private static Obstacle obstacle(InetAddress address, int port) {
    // Whoever holds the port at another address is not in the way then.
    if (!isLocal(address)) {
      return new Obstacle.ForeignAddress();
    }
    Optional<ListeningSockets.Holder> holder = ListeningSockets.holder(port);
    if (holder.isEmpty()) {
      int unprivileged = firstUnprivileged();
      if (port < unprivileged && !canListen(address, port)) {
        return new Obstacle.Privileged(unprivileged);
      }
    }
    return new Obstacle.Taken(holder);
  }

  /** Whether any other port below the same limit can be had at the address. */
  private static boolean canListen(InetAddress address, int port) {
    for (int other = port - 1; other > Math.max(0, port - 4); other--) {
      try (var probe = new ServerSocket()) {
        probe.bind(new InetSocketAddress(address, other), 1);
        return true;
      } catch (IOException e) {
        // The next one tells.
      }
    }
    return false;
  }

  private static boolean isLocal(InetAddress address) {
    try {
      return address.isAnyLocalAddress()
          || address.isLoopbackAddress()
          || NetworkInterface.getByInetAddress(address) != null;
    } catch (IOException e) {
      return true;
    }
  }

  private static int firstUnprivileged() {
    try {
      return Integer.parseInt(
          Files.readString(Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start")).strip(), 10);
    } catch (IOException | NumberFormatException e) {
      return FIRST_UNPRIVILEGED;
    }
  }
}
