package io.sutra.cli.runtime;

import io.sutra.cli.terminal.CommandFailure;
import io.sutra.settings.FailureReason;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Tells a running HAProxy what to do, through the socket that only its owner may use. */
final class BalancerSocket {

  private static final String BACKEND = "ml_base";

  private final Path path;

  BalancerSocket(Path path) {
    this.path = path;
  }

  /**
   * What the balancer knows of a replica.
   *
   * @param requests that it holds now
   * @param up whether it gets new ones
   */
  record Replica(int requests, boolean up) {}

  /** No new requests for {@code replica}; it finishes those that it has. */
  void drain(String replica) {
    command("set server " + BACKEND + "/" + replica + " state drain");
  }

  /** New requests for {@code replica} as soon as its checks pass. */
  void admit(String replica) {
    command("set server " + BACKEND + "/" + replica + " state ready");
  }

  /** The process that answers now; another one after a reload. */
  String processId() throws IOException {
    return ask("show info")
        .lines()
        .filter(line -> line.startsWith("Pid:"))
        .findFirst()
        .orElseThrow(() -> new IOException("the balancer does not name its process"));
  }

  /** What the balancer knows of {@code name}; empty when it has no such replica. */
  Optional<Replica> replica(String name) {
    List<String> lines;
    try {
      lines = ask("show stat").lines().toList();
    } catch (IOException e) {
      throw unusable(e);
    }
    List<String> columns = Arrays.asList(lines.getFirst().replace("# ", "").split(",", -1));
    int requests = columns.indexOf("scur");
    int status = columns.indexOf("status");
    return lines.stream()
        .filter(line -> line.startsWith(BACKEND + "," + name + ","))
        .map(line -> line.split(",", -1))
        .map(cells -> new Replica(Integer.parseInt(cells[requests]), cells[status].equals("UP")))
        .findFirst();
  }

  private void command(String words) {
    try {
      String answer = ask(words).strip();
      if (!answer.isEmpty()) {
        throw new CommandFailure("The balancer did not accept '" + words + "': " + answer);
      }
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private CommandFailure unusable(IOException e) {
    return new CommandFailure(
        "The balancer cannot be reached at "
            + path
            + " ("
            + FailureReason.of(e)
            + "). Is it running?",
        e);
  }

  private String ask(String words) throws IOException {
    try (SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      ByteBuffer question = ByteBuffer.wrap((words + "\n").getBytes(StandardCharsets.US_ASCII));
      while (question.hasRemaining()) {
        socket.write(question);
      }
      return new String(
          Channels.newInputStream(socket).readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
