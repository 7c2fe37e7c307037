package io.sutra.cache.connector;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import org.jspecify.annotations.Nullable;

/**
 * Outside of a server there is no pool: each connection is made when asked for, and ends closed.
 */
final class UnpooledConnections implements ConnectionManager {

  private static final long serialVersionUID = 1L;

  @Override
  public Object allocateConnection(
      ManagedConnectionFactory factory, @Nullable ConnectionRequestInfo request)
      throws ResourceException {
    ManagedConnection connection = factory.createManagedConnection(null, request);
    connection.addConnectionEventListener(new Destroyer(connection));
    return connection.getConnection(null, request);
  }

  /** All of them do the same. */
  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof UnpooledConnections;
  }

  @Override
  public int hashCode() {
    return UnpooledConnections.class.hashCode();
  }

  private record Destroyer(ManagedConnection connection) implements ConnectionEventListener {

    private void destroy() {
      try {
        connection.destroy();
      } catch (ResourceException e) {
        System.getLogger(UnpooledConnections.class.getName())
            .log(System.Logger.Level.DEBUG, "a connection could not be destroyed", e);
      }
    }

    @Override
    public void connectionClosed(ConnectionEvent event) {
      destroy();
    }

    @Override
    public void connectionErrorOccurred(ConnectionEvent event) {
      destroy();
    }

    @Override
    public void localTransactionStarted(ConnectionEvent event) {
      // The cache has no transactions.
    }

    @Override
    public void localTransactionCommitted(ConnectionEvent event) {
      // As above.
    }

    @Override
    public void localTransactionRolledback(ConnectionEvent event) {
      // As above.
    }
  }
}
