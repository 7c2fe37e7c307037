package io.sutra.cache.api.wire;

/** Bytes that are not of the protocol. The connection they came on is to be closed. */
public final class ProtocolException extends Exception {

  private static final long serialVersionUID = 1L;

  /** An error with a message that names what was wrong and what is allowed. */
  public ProtocolException(String message) {
    super(message);
  }
}
