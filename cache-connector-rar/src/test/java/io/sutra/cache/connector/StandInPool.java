package io.sutra.cache.connector;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ResourceAllocationException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A stand-in for a server's pool, for one thread: at most so many connections, no waiting, a broken
 * one is destroyed.
 */
final class StandInPool implements ConnectionManager {

  private static final long serialVersionUID = 1L;

  private final int most;
  private final transient Set<ManagedConnection> free = new LinkedHashSet<>();
  private int total;
  private int made;

  StandInPool(int most) {
    this.most = most;
  }

  int total() {
    return total;
  }

  int made() {
    return made;
  }

  @Override
  public Object allocateConnection(
      ManagedConnectionFactory factory, @Nullable ConnectionRequestInfo request)
      throws ResourceException {
    ManagedConnection connection = factory.matchManagedConnections(Set.copyOf(free), null, request);
    if (connection == null) {
      if (total == most) {
        throw new ResourceAllocationException("the stand-in pool is exhausted");
      }
      connection = factory.createManagedConnection(null, request);
      total++;
      made++;
      connection.addConnectionEventListener(new Listener(connection));
    }
    free.remove(connection);
    return connection.getConnection(null, request);
  }

  private final class Listener implements ConnectionEventListener {
    private final ManagedConnection connection;

    Listener(ManagedConnection connection) {
      this.connection = connection;
    }

    @Override
    public void connectionClosed(ConnectionEvent event) {
      try {
        connection.cleanup();
        free.add(connection);
      } catch (ResourceException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void connectionErrorOccurred(ConnectionEvent event) {
      try {
        free.remove(connection);
        total--;
        connection.cleanup();
        connection.destroy();
      } catch (ResourceException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void localTransactionStarted(ConnectionEvent event) {
      throw new AssertionError("there are no transactions");
    }

    @Override
    public void localTransactionCommitted(ConnectionEvent event) {
      throw new AssertionError("there are no transactions");
    }

    @Override
    public void localTransactionRolledback(ConnectionEvent event) {
      throw new AssertionError("there are no transactions");
    }
  }
}
