package io.sutra.embedding.l2;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Adds up what it is told. */
final class RecordingObserver implements ShardObserver {

  final AtomicInteger written = new AtomicInteger();
  final AtomicInteger dropped = new AtomicInteger();
  final AtomicInteger unusable = new AtomicInteger();

  @Override
  public void lookedUp(int keys, Duration took) {}

  @Override
  public void written(int vectors) {
    written.addAndGet(vectors);
  }

  @Override
  public void dropped(int vectors) {
    dropped.addAndGet(vectors);
  }

  @Override
  public void unusable(int vectors) {
    unusable.addAndGet(vectors);
  }
}
