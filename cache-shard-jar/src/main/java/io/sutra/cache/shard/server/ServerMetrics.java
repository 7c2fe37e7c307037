package io.sutra.cache.shard.server;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What happened at the sockets, in numbers. Thread-safe. */
public final class ServerMetrics {

  private final AtomicInteger connections = new AtomicInteger();
  private final LongAdder requests = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder protocolErrors = new LongAdder();
  private final LongAdder dropped = new LongAdder();

  void opened() {
    connections.incrementAndGet();
  }

  void closed() {
    connections.decrementAndGet();
  }

  void request() {
    requests.increment();
  }

  void refuse() {
    refused.increment();
  }

  void protocolError() {
    protocolErrors.increment();
  }

  void drop() {
    dropped.increment();
  }

  /** Connections now. */
  public int connections() {
    return connections.get();
  }

  /** Requests that were read. */
  public long requests() {
    return requests.sum();
  }

  /** Connections above the limit, and hellos with a wrong token or none. */
  public long refused() {
    return refused.sum();
  }

  /** Connections that ended because of bytes that are not of the protocol. */
  public long protocolErrors() {
    return protocolErrors.sum();
  }

  /** Connections that ended because they were idle or slow. */
  public long dropped() {
    return dropped.sum();
  }
}
