package io.sutra.cache.shard.engine;

/**
 * The stages of a put and of a get, each with a histogram of its own. A stage covers what follows
 * the stage before it, except the last: {@link #PUT_REPLIED} and {@link #GET_REPLIED} cover the
 * whole request, so that a service level can be computed from them.
 */
public enum Stage {
  /** From the moment a put was enqueued until the thread that commits it has taken it. */
  PUT_QUEUED("put", "queued"),

  /** From there until its records are written to the log; once for the puts of a batch. */
  PUT_APPENDED("put", "appended"),

  /** From there until the fsync that covers the records has ended, where a put waits for one. */
  PUT_FSYNCED("put", "fsynced"),

  /** From there until gets see the entries of the batch. */
  PUT_PUBLISHED("put", "published"),

  /** From the read that brought the whole request until its answer was handed to the socket. */
  PUT_REPLIED("put", "replied"),

  /** The look-up of the keys of a get, and the copies of its vectors into the answer. */
  GET_FOUND("get", "found"),

  /** From the read that brought the whole request until its answer was handed to the socket. */
  GET_REPLIED("get", "replied");

  private final String operation;
  private final String label;

  Stage(String operation, String label) {
    this.operation = operation;
    this.label = label;
  }

  /** What the stage is part of: {@code put} or {@code get}. */
  public String operation() {
    return operation;
  }

  /** The stage in one word, which with the operation names it. */
  public String label() {
    return label;
  }
}
