package io.sutra.benchmarks.shard.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A key-value store in this process. A store is thread-safe; {@link #settle} and {@link #close} are
 * called while no other method runs.
 */
public interface EmbeddedStore extends AutoCloseable {

  /** Most bytes of a value. */
  int VALUE_BYTES = 1024;

  /** When a put is on disk. */
  enum Durability {
    /** Before the put returns. */
    ALWAYS,
    /** At most about a second after it returned. */
    EVERY_SECOND
  }

  /** The store's name in a report. */
  String name();

  /** Version, licence and configuration, as a report states them. */
  String description();

  /**
   * Copies the values of {@code keys}: the value of the key at index i to byte {@code i *
   * VALUE_BYTES} of {@code target}.
   *
   * @param target a direct buffer that has room for all values; its position and limit stay
   * @return how many keys were found
   */
  int get(List<EmbeddedKey> keys, ByteBuffer target) throws IOException;

  /**
   * Puts {@code entries}, whose values are not changed afterwards, and returns when they are
   * visible and as durable as the store's {@link Durability} promises.
   *
   * @throws IOException when an entry was not stored
   */
  void put(List<EmbeddedEntry> entries) throws IOException;

  /**
   * Whether a put replaces the value of a key that is present. A store that keeps the first value
   * is measured with new keys, and evicts.
   */
  boolean overwrites();

  /** Does the housekeeping that is due, so that none of it falls into the next measurement. */
  void settle() throws IOException;

  @Override
  void close() throws IOException;
}
