package io.sutra.cache.connector;

import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;

/** Does to a broken connection what servers do: destroys it while the event is being delivered. */
record DestroyingListener(Runnable destroy) implements ConnectionEventListener {

  @Override
  public void connectionClosed(ConnectionEvent event) {
    throw new AssertionError("a broken connection is not closed");
  }

  @Override
  public void connectionErrorOccurred(ConnectionEvent event) {
    destroy.run();
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
