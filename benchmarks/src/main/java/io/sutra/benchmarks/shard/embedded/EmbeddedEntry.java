package io.sutra.benchmarks.shard.embedded;

/** A key and its value, which is not copied and not to be changed. */
public final class EmbeddedEntry {

  private final EmbeddedKey key;
  private final byte[] value;

  /**
   * An entry.
   *
   * @param value at most {@link EmbeddedStore#VALUE_BYTES} bytes
   */
  public EmbeddedEntry(EmbeddedKey key, byte[] value) {
    this.key = key;
    this.value = value;
  }

  EmbeddedKey key() {
    return key;
  }

  byte[] value() {
    return value;
  }
}
