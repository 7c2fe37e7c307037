package io.sutra.embedding.web;

import java.time.Duration;

/** Hears of every request when it is answered. Implementations are thread-safe and quick. */
@FunctionalInterface
public interface RequestObserver {

  /** Hears nothing. */
  RequestObserver NONE = answered -> {};

  /** A request was answered. */
  void answered(Answered answered);

  /**
   * A request that was answered.
   *
   * @param contract in whose words
   * @param route such as {@code POST /embed}; {@code none} where there is none
   * @param status of HTTP
   * @param took from the request's head to the end of the answer
   */
  record Answered(String contract, String route, int status, Duration took) {}
}
