package io.sutra.benchmarks.phases;

import io.sutra.benchmarks.cache.Load;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One way to run the product, and what was measured of it. Not thread-safe, but for {@link #next}.
 */
final class Contender {

  private final String name;
  private final String means;
  private final int port;
  private final int dimension;
  private final AtomicInteger next;
  private final List<Load.Measured> turns = new ArrayList<>();
  private long l1Hits;
  private long l2Hits;
  private long texts;
  private int answerBytes;

  /**
   * Nothing measured yet.
   *
   * @param means how it is set, in words
   * @param port of its embedding service
   * @param dimension of its vectors
   * @param from the first request of the stream that it is asked
   */
  Contender(String name, String means, int port, int dimension, int from) {
    this.name = name;
    this.means = means;
    this.port = port;
    this.dimension = dimension;
    this.next = new AtomicInteger(from);
  }

  String name() {
    return name;
  }

  String means() {
    return means;
  }

  int port() {
    return port;
  }

  int dimension() {
    return dimension;
  }

  /** The place in the stream of its next request. */
  int next() {
    return next.getAndIncrement();
  }

  void add(Load.Measured turn, long l1, long l2, long asked) {
    turns.add(turn);
    l1Hits += l1;
    l2Hits += l2;
    texts += asked;
  }

  void answerBytes(int bytes) {
    answerBytes = bytes;
  }

  int answerBytes() {
    return answerBytes;
  }

  List<Load.Measured> turns() {
    return turns;
  }

  /** Of the texts that were counted: the share that memory answered. */
  double l1HitRate() {
    return texts == 0 ? 0 : (double) l1Hits / texts;
  }

  double l2HitRate() {
    return texts == 0 ? 0 : (double) l2Hits / texts;
  }
}
