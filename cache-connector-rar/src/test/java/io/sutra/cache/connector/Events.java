package io.sutra.cache.connector;

import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import java.util.ArrayList;
import java.util.List;

/** What a pool is told. */
final class Events implements ConnectionEventListener {

  private final List<String> names = new ArrayList<>();
  private final List<ConnectionEvent> all = new ArrayList<>();

  List<String> names() {
    return names;
  }

  ConnectionEvent last() {
    return all.getLast();
  }

  private void add(String name, ConnectionEvent event) {
    names.add(name);
    all.add(event);
  }

  @Override
  public void connectionClosed(ConnectionEvent event) {
    add("closed", event);
  }

  @Override
  public void connectionErrorOccurred(ConnectionEvent event) {
    add("error", event);
  }

  @Override
  public void localTransactionStarted(ConnectionEvent event) {
    add("started", event);
  }

  @Override
  public void localTransactionCommitted(ConnectionEvent event) {
    add("committed", event);
  }

  @Override
  public void localTransactionRolledback(ConnectionEvent event) {
    add("rolled back", event);
  }
}
