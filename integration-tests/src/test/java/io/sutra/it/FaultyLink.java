package io.sutra.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** A TCP connection to a server of this machine, with something wrong with it on demand. */
final class FaultyLink implements AutoCloseable {

  /** What is wrong. */
  enum Fault {
    NONE,
    /** Connections are accepted, and nothing ever comes through. */
    BLACKHOLE,
    /** Connections are reset, those that are open at once. */
    RESET,
    /** Answers come a byte a second. */
    TRICKLE
  }

  private final ServerSocket listener;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile Fault fault = Fault.NONE;

  FaultyLink(int target) {
    this.target = target;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** From now on; what was wrong before ends with the connections that it was wrong with. */
  void become(Fault now) {
    boolean healing = now == Fault.NONE;
    fault = now;
    if (healing || now == Fault.RESET) {
      sockets.forEach(FaultyLink::reset);
      sockets.clear();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (fault == Fault.RESET) {
          reset(client);
          continue;
        }
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(client);
        sockets.add(server);
        Thread.ofVirtual().start(() -> pump(client, server, false));
        Thread.ofVirtual().start(() -> pump(server, client, true));
      } catch (IOException e) {
        // The listener was closed, or the target is away: the client sees its connection end.
      }
    }
  }

  private void pump(Socket from, Socket to, boolean answers) {
    byte[] buffer = new byte[1 << 16];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      while (true) {
        int read = in.read(buffer);
        if (read < 0) {
          return;
        }
        int sent = 0;
        while (sent < read) {
          while (fault == Fault.BLACKHOLE && !from.isClosed()) {
            LockSupport.parkNanos(20_000_000);
          }
          int now = answers && fault == Fault.TRICKLE ? 1 : read - sent;
          if (now < read - sent || fault == Fault.TRICKLE) {
            LockSupport.parkNanos(answers ? 1_000_000_000 : 0);
          }
          out.write(buffer, sent, now);
          sent += now;
        }
      }
    } catch (IOException e) {
      // The other side ends with this one.
    }
  }

  private static void reset(Socket socket) {
    try (socket) {
      socket.setSoLinger(true, 0);
    } catch (SocketException e) {
      // It is closed already.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    sockets.forEach(FaultyLink::reset);
  }
}
