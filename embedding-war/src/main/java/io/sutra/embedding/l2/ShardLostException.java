package io.sutra.embedding.l2;

/** The shard cannot be talked to; whatever it holds, it is not to be had now. */
public final class ShardLostException extends Exception {

  private static final long serialVersionUID = 1L;

  ShardLostException(String message, Throwable cause) {
    super(message, cause);
  }
}
