package io.sutra.mlbase.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EstablishedConnectionsTest {

  @TempDir private Path folder = Path.of("set by JUnit");

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  @EnabledOnOs(OS.LINUX)
  void read_realConnection_isThereUntilItsPeerCloses(String address) throws Exception {
    EstablishedConnections table = EstablishedConnections.ofThisProcess();
    assertThat(table.isKnown()).isTrue();
    InetAddress loopback = InetAddress.getByName(address);
    try (var listener = new ServerSocket(0, 1, loopback)) {
      Socket client = new Socket(loopback, listener.getLocalPort());
      try (Socket accepted = listener.accept()) {
        var connection =
            new TcpConnection(
                new InetSocketAddress(accepted.getLocalAddress(), accepted.getLocalPort()),
                new InetSocketAddress(accepted.getInetAddress(), accepted.getPort()));
        Set<Integer> ports = Set.of(listener.getLocalPort());
        assertThat(table.read(ports)).contains(connection);
        assertThat(table.read(Set.of())).isEmpty();

        client.close();
        // Its end has been received once reading reports it.
        assertThat(accepted.getInputStream().read()).isEqualTo(-1);

        assertThat(table.read(ports)).doesNotContain(connection);
      }
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void read_mappedAddress_isTheSameAsInIpv4() throws IOException {
    Path table = folder.resolve("tcp6");
    Files.writeString(
        table,
        """
          sl  local_address                         remote_address                        st tx_queue
           0: 0000000000000000FFFF00000100007F:1F90 0000000000000000FFFF00000100007F:A1B2 01 00000000:00000000
           1: 0000000000000000FFFF00000100007F:1F90 0000000000000000FFFF00000100007F:A1B3 08 00000000:00000000
           2: 0000000000000000FFFF00000100007F:1F91 0000000000000000FFFF00000100007F:A1B4 01 00000000:00000000
        """);

    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    assertThat(new EstablishedConnections(List.of(table)).read(Set.of(0x1F90)))
        .containsExactly(
            new TcpConnection(
                new InetSocketAddress(loopback, 0x1F90), new InetSocketAddress(loopback, 0xA1B2)));
  }

  @Test
  void isKnown_noTable_isFalse() {
    assertThat(new EstablishedConnections(List.of()).isKnown()).isFalse();
  }
}
