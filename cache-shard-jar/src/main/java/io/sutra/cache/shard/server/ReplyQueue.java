package io.sutra.cache.shard.server;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Completions on their way from the writer to one event loop. A group commit completes many at
 * once; the loop is woken once for all of them, and each connection is flushed once.
 */
final class ReplyQueue {

  private record Reply(RequestHandler handler, Runnable action) {}

  private final Executor loop;
  private final ConcurrentLinkedQueue<Reply> replies = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();

  ReplyQueue(Executor loop) {
    this.loop = loop;
  }

  /** Has the action run in the loop, and the handler's connection flushed after it. */
  void add(RequestHandler handler, Runnable action) {
    replies.add(new Reply(handler, action));
    if (scheduled.compareAndSet(false, true)) {
      loop.execute(this::drain);
    }
  }

  private void drain() {
    scheduled.set(false);
    List<RequestHandler> touched = new ArrayList<>();
    for (Reply reply = replies.poll(); reply != null; reply = replies.poll()) {
      // One connection after the other, so that they can share the loop's memory for answers.
      if (reply.handler().completed(reply.action())) {
        touched.add(reply.handler());
      }
    }
    touched.forEach(RequestHandler::answerCompleted);
  }
}
