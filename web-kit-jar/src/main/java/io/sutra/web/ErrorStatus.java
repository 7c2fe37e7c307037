package io.sutra.web;

import io.sutra.domain.EmbeddingException;

/** The status of HTTP for each error of the domain. */
public final class ErrorStatus {

  private ErrorStatus() {}

  /** The status, from 400 to 599. */
  public static int of(EmbeddingException error) {
    return switch (error.reason()) {
      case INVALID -> 400;
      case UNAUTHORIZED -> 401;
      case UNKNOWN_MODEL, UNKNOWN_ADDRESS -> 404;
      case WRONG_METHOD -> 405;
      case TOO_SLOW -> 408;
      case TOO_LARGE -> 413;
      case UNSUPPORTED_MEDIA_TYPE -> 415;
      case BUSY -> 429;
      case FAILED -> 500;
      case TIMED_OUT, NOT_READY -> 503;
      case NOT_CACHED -> 504;
    };
  }
}
