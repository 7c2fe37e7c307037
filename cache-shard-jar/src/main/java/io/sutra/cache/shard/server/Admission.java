package io.sutra.cache.shard.server;

import io.netty.channel.Channel;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which connections may be open. Those that have not been greeted yet cost their owners nothing and
 * need no token, so they have only a share of the places: where it is used up, the oldest of them
 * gives way to the next. A client that greets at once always gets in, unless every place is taken
 * by connections that have been greeted. Thread-safe.
 */
// A channel that fails tells its handlers; the futures of writes and closes say nothing more.
@SuppressWarnings("FutureReturnValueIgnored")
final class Admission {

  /** One in as many places is for connections that have not been greeted. */
  private static final int SHARE = 4;

  private final int most;
  private final int mostUngreeted;
  private final LinkedHashSet<Channel> ungreeted = new LinkedHashSet<>();
  private final Set<Channel> greeted = new HashSet<>();

  Admission(int most) {
    this(most, Math.max(1, most / SHARE));
  }

  private Admission(int most, int mostUngreeted) {
    this.most = most;
    this.mostUngreeted = mostUngreeted;
  }

  /** Where nobody greets: any connection gives way to a newer one. */
  static Admission withoutGreeting(int most) {
    return new Admission(most, most);
  }

  /**
   * Whether the connection may stay open. Another may have been closed for it.
   *
   * @param metrics counts the one that was refused, or gave way
   */
  boolean admit(Channel connection, ServerMetrics metrics) {
    Channel oldest = null;
    synchronized (this) {
      boolean full = ungreeted.size() + greeted.size() >= most;
      if (full && ungreeted.isEmpty()) {
        metrics.refuse();
        return false;
      }
      if (full || ungreeted.size() >= mostUngreeted) {
        oldest = ungreeted.removeFirst();
        metrics.refuse();
      }
      ungreeted.add(connection);
    }
    if (oldest != null) {
      oldest.close();
    }
    return true;
  }

  /** The connection has been greeted: it gives way to nobody. */
  synchronized void greeted(Channel connection) {
    if (ungreeted.remove(connection)) {
      greeted.add(connection);
    }
  }

  /** The connection is closed. */
  synchronized void closed(Channel connection) {
    if (!ungreeted.remove(connection)) {
      greeted.remove(connection);
    }
  }
}
