package io.sutra.cli.runtime;

import io.sutra.cli.instance.Problems;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.system.PortProbe;
import io.sutra.cli.system.PortProbe.Obstacle;
import io.sutra.cli.terminal.CommandFailure;
import io.sutra.settings.BalancerSettings;
import io.sutra.settings.ListenAddress;
import io.sutra.settings.ProcessLimits;
import io.sutra.settings.ShardSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What would keep servers from starting, found out before anything is built or started: ports,
 * folders, memory, programs. All of it is said at once.
 */
final class StartChecks {

  private static final long MIB = 1L << 20;

  /** For the copies of the programs, logs and records. */
  private static final long SPACE_OF_ALL = 384 * MIB;

  /** For logs and records alone: while some servers run, the copies are there. */
  private static final long SPACE_OF_SOME = 16 * MIB;

  /** The least that a server other than the shard was seen to run with. */
  private static final long LEAST_OF_A_SERVER = 300 * MIB;

  private final Workspace workspace;
  private final List<LocalServer> all;
  private final List<LocalServer> toStart;
  private final Set<Integer> ownPorts;
  private final List<String> problems = new ArrayList<>();

  /**
   * Checks.
   *
   * @param all servers of the instance
   * @param toStart those of them that are to be started
   * @param ownPorts that those of {@code toStart} hold now and give back when they stop
   */
  StartChecks(
      Workspace workspace,
      List<LocalServer> all,
      List<LocalServer> toStart,
      Set<Integer> ownPorts) {
    this.ownPorts = Set.copyOf(ownPorts);
    this.workspace = workspace;
    this.all = all;
    this.toStart = toStart;
  }

  /**
   * Requires that nothing is in the way.
   *
   * @throws CommandFailure with everything that is, and what to do
   */
  void require() {
    if (toStart.isEmpty()) {
      return;
    }
    portsGivenTwice();
    if (problems.isEmpty()) {
      toStart.forEach(server -> server.ports().forEach(port -> port(server, port)));
    }
    toStart.forEach(server -> problems.addAll(server.obstacles()));
    folders();
    memory();
    if (!problems.isEmpty()) {
      throw new CommandFailure(String.join("\n", problems));
    }
  }

  private record PortUser(LocalServer server, Port port) {

    boolean collidesWith(PortUser other) {
      return port.number() == other.port.number()
          && port.number() != 0
          && PortProbe.overlap(port.host(), other.port.host());
    }

    @Override
    public String toString() {
      return server.name() + " (" + port.setting().key() + ")";
    }
  }

  private void portsGivenTwice() {
    List<PortUser> users =
        all.stream()
            .flatMap(server -> server.ports().stream().map(port -> new PortUser(server, port)))
            .toList();
    for (int i = 0; i < users.size(); i++) {
      for (PortUser other : users.subList(i + 1, users.size())) {
        if (users.get(i).collidesWith(other)) {
          problems.add(
              "Port "
                  + other.port().number()
                  + " is given twice, to "
                  + users.get(i)
                  + " and "
                  + other
                  + ". Choose another for one of them.");
        }
      }
    }
  }

  private void port(LocalServer server, Port port) {
    // Any port shows whether the address is one of this machine.
    PortProbe.probe(port.host(), ownPorts.contains(port.number()) ? 0 : port.number())
        .ifPresent(obstacle -> problems.add(sentence(server, port, obstacle)));
  }

  private static String sentence(LocalServer server, Port port, Obstacle obstacle) {
    String where = port.number() + (ListenAddress.isLoopback(port.host()) ? "" : address(port));
    String need = "Port " + where + ", which " + server.name() + " needs, ";
    String another =
        "choose another port: "
            + port.setting().key()
            + "="
            + port.settingFor(anotherPort(port.number()))
            + " ./sutra up";
    return switch (obstacle) {
      case Obstacle.Taken(var holder) ->
          need
              + "is taken by "
              + holder.map(Object::toString).orElse("another program")
              + ". Stop that, or "
              + another;
      case Obstacle.Privileged(int first) ->
          need
              + "may only be listened on by root: those from "
              + first
              + " on are for everybody. Start as root, or "
              + another;
      case Obstacle.ForeignAddress foreign -> address(server, port, "is not one of this machine");
      case Obstacle.UnknownHost unknown -> address(server, port, "cannot be resolved");
    };
  }

  private static String address(Port port) {
    return " of "
        + (port.host().equals("*") ? "any address" : port.host())
        + " ("
        + port.hostSetting().key()
        + ")";
  }

  private static String address(LocalServer server, Port port, String why) {
    return port.hostSetting().key()
        + " is '"
        + port.host()
        + "', an address that "
        + why
        + "; "
        + server.name()
        + " cannot listen on it. Allowed is "
        + new ListenAddress().allowed()
        + ".";
  }

  private static int anotherPort(int taken) {
    return taken <= 65_435 ? Math.max(1_024, taken + 100) : taken - 100;
  }

  private void folders() {
    for (LocalServer server : toStart) {
      if (server instanceof ShardServer shard) {
        folder(shard.folder(), ShardSettings.FOLDER.key());
      }
    }
    try {
      long needed = toStart.containsAll(all) ? SPACE_OF_ALL : SPACE_OF_SOME;
      long free = Files.getFileStore(workspace.home()).getUsableSpace();
      if (free < needed) {
        problems.add(
            "The disk of "
                + workspace.home()
                + " has "
                + free / MIB
                + " MiB left; a start needs "
                + needed / MIB
                + " MiB. Free some, or choose another folder with SUTRA_HOME.");
      }
    } catch (IOException e) {
      problems.add(
          "The free space of " + workspace.home() + " cannot be found out: " + Problems.reason(e));
    }
  }

  private void folder(Path folder, String key) {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, "writable", ".tmp"));
    } catch (IOException e) {
      problems.add(
          "The folder "
              + folder
              + " ("
              + key
              + ") cannot be written: "
              + Problems.reason(e)
              + ". Choose another.");
    }
  }

  private void memory() {
    OptionalLong total = ProcessLimits.ofThisProcess().bytes();
    if (total.isEmpty()) {
      return;
    }
    Optional<ShardServer> shard =
        all.stream().filter(ShardServer.class::isInstance).map(ShardServer.class::cast).findFirst();
    long ofShard = shard.map(server -> server.memory().processBytes()).orElse(0L);
    long needed = ofShard + (all.size() - 1) * LEAST_OF_A_SERVER;
    if (needed > total.getAsLong()) {
      problems.add(
          "The servers need at least "
              + needed / MIB
              + " MiB of memory, "
              + ofShard / MIB
              + " of them for the shard and its "
              + workspace.cacheCapacity()
              + " entries, and there are "
              + total.getAsLong() / MIB
              + ". Lower "
              + ShardSettings.MEMORY.key()
              + ", "
              + ShardSettings.CAPACITY.key()
              + " or "
              + BalancerSettings.REPLICAS.key()
              + ".");
    }
  }
}
