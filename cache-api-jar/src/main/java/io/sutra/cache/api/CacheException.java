package io.sutra.cache.api;

/**
 * A cache that could not do as asked. A miss is not one.
 *
 * <p>{@link Reason} tells a caller what to do: try again, give the connection up, or correct the
 * request. A put that failed may or may not be there later; it was not acknowledged.
 */
public final class CacheException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Why it failed. The number is the one on the wire. */
  public enum Reason {
    /** The bytes were not of the protocol; the shard closes the connection. */
    PROTOCOL(1),
    /** No token or a wrong one; the shard closes the connection. */
    UNAUTHENTICATED(2),
    /** The request breaks a limit of the shard. */
    LIMIT(3),
    /** Too much waits to be written; try again later. */
    BUSY(4),
    /** The disk is full, or files cannot be opened; reads go on, try again later. */
    NO_SPACE(5),
    /** The memory for vectors is used up; reads go on. */
    NO_MEMORY(6),
    /** The log failed and the shard is stopping: nothing was acknowledged. */
    LOG_FAILED(7),
    /** The shard is stopping. */
    CLOSING(8),
    /** A value's checksum did not match: it was damaged on its way. */
    CHECKSUM(9),
    /** The connection broke, or an answer did not come in time. */
    CONNECTION(10),
    /** The shard failed in a way it has no name for. */
    INTERNAL(11);

    private final int code;

    Reason(int code) {
      this.code = code;
    }

    /** The number on the wire. */
    public int code() {
      return code;
    }

    /**
     * Whether the connection it happened on is good for nothing but closing: the two sides may no
     * longer agree on which answer belongs to which request, or what comes is not to be trusted.
     */
    public boolean endsConnection() {
      return switch (this) {
        case PROTOCOL, UNAUTHENTICATED, CHECKSUM, CONNECTION -> true;
        case LIMIT, BUSY, NO_SPACE, NO_MEMORY, LOG_FAILED, CLOSING, INTERNAL -> false;
      };
    }

    /** The reason of that number; {@link #INTERNAL} for one that this version does not know. */
    public static Reason of(int code) {
      for (Reason reason : values()) {
        if (reason.code == code) {
          return reason;
        }
      }
      return INTERNAL;
    }
  }

  private final Reason reason;

  /** An error with its reason and a message for a person. */
  public CacheException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** An error with its cause. */
  public CacheException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** What to do about it. */
  public Reason reason() {
    return reason;
  }
}
