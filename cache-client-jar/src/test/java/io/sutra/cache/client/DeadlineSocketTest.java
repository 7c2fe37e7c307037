package io.sutra.cache.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineSocketTest {

  @Test
  void read_timeIsOverBeforeTheFirst_stillSeesThatThePeerHasGone() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        DeadlineSocket socket = new DeadlineSocket()) {
      socket.connect(listener.getLocalSocketAddress());
      try (Socket peer = listener.accept()) {
        peer.shutdownOutput();
      }
      InputStream in = socket.getInputStream();
      socket.allow(Duration.ofMinutes(1));
      assertThat(in.read()).isEqualTo(-1);

      socket.allow(Duration.ZERO);

      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void read_timeIsOver_fails() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        DeadlineSocket socket = new DeadlineSocket()) {
      socket.connect(listener.getLocalSocketAddress());
      try (Socket peer = listener.accept()) {
        peer.getOutputStream().write(new byte[] {1, 2});
        InputStream in = socket.getInputStream();
        socket.allow(Duration.ofMinutes(1));
        assertThat(in.read()).isEqualTo(1);

        socket.allow(Duration.ZERO);

        assertThat(in.read()).isEqualTo(2);
        assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
      }
    }
  }
}
