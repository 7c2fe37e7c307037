package io.sutra.cli.instance;

import java.util.Set;

/** Addresses that servers listen on, as those who call them write them. */
public final class ListenHost {

  private static final Set<String> ALL = Set.of("*", "0.0.0.0", "::", "[::]");
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost");

  private ListenHost() {}

  /** The host of a URL at which a server that listens on {@code host} can be reached from here. */
  public static String reachable(String host) {
    if (ALL.contains(host) || LOOPBACK.contains(host)) {
      return "localhost";
    }
    return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
  }

  /** As {@link #reachable}, without a name that has to be looked up for the loopback address. */
  public static String numeric(String host) {
    String reachable = reachable(host);
    return reachable.equals("localhost") ? "127.0.0.1" : reachable;
  }
}
