package io.sutra.web.server;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The TCP sockets on which this process listens, as Linux tells them below {@code /proc/self}
 * (proc_pid_fd(5), proc_net(5)). Where there is no such file system, none are known.
 */
final class ListeningSockets {

  private static final Path SELF = Path.of("/proc/self");

  /** The state of a listening socket in {@code /proc/net/tcp}. */
  private static final String LISTEN = "0A";

  private static final int LOCAL_ADDRESS = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;
  private static final int HEXADECIMAL = 16;

  private ListeningSockets() {}

  /** The ports of these sockets, whatever their addresses. */
  static Set<Integer> ofThisProcess() {
    Map<String, Integer> portsByInode = new HashMap<>();
    for (String table : new String[] {"net/tcp", "net/tcp6"}) {
      readTable(SELF.resolve(table), portsByInode);
    }
    Set<Integer> own = new HashSet<>();
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(SELF.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        Integer port = portsByInode.get(target(descriptor));
        if (port != null) {
          own.add(port);
        }
      }
    } catch (IOException e) {
      return Set.of();
    }
    return own;
  }

  private static void readTable(Path table, Map<String, Integer> portsByInode) {
    try {
      Files.readAllLines(table).stream()
          .skip(1)
          .map(line -> line.strip().split("\\s+"))
          .filter(cells -> cells.length > INODE && cells[STATE].equals(LISTEN))
          .forEach(
              cells ->
                  portsByInode.put("socket:[" + cells[INODE] + "]", port(cells[LOCAL_ADDRESS])));
    } catch (IOException e) {
      // No IPv6, or not Linux: then there are none in this table.
    }
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), HEXADECIMAL);
  }

  /** What a descriptor leads to; nothing when it has been closed meanwhile. */
  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return "";
    }
  }
}
