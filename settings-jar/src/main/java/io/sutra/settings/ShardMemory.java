package io.sutra.settings;

import java.util.List;

/**
 * How much memory a shard's process needs for what it may hold.
 *
 * @param heapBytes of the Java heap
 * @param directBytes outside the heap, for vectors and buffers
 */
public record ShardMemory(long heapBytes, long directBytes) {

  private static final long MIB = 1L << 20;

  /** What an entry takes in the heap: its share of maps and queues. */
  private static final long HEAP_BYTES_OF_ENTRY = 200;

  /** For everything that does not grow with the entries, in the heap and outside it. */
  private static final long SPARE_BYTES = 64 * MIB;

  /**
   * The virtual machine itself (code, classes, threads) and what the kernel counts for its files.
   */
  private static final long MACHINE_BYTES = 384 * MIB;

  /** For {@code entries} of {@code entryBytes} each outside the heap. */
  public static ShardMemory of(long entries, long entryBytes) {
    return new ShardMemory(
        entries * HEAP_BYTES_OF_ENTRY + SPARE_BYTES, entries * entryBytes + SPARE_BYTES);
  }

  /** For the settings that {@code reader} gives. */
  public static ShardMemory of(SettingsReader reader) {
    return of(reader.get(ShardSettings.CAPACITY), reader.get(ShardSettings.ENTRY_BYTES));
  }

  /** What the whole process takes at most. */
  public long processBytes() {
    return heapBytes + directBytes + MACHINE_BYTES;
  }

  /** The options that Java is started with. */
  public List<String> jvmOptions() {
    return List.of(
        "-XX:+UseSerialGC",
        "-Xmn16m",
        "-Xmx" + heapBytes / MIB + "m",
        "-XX:MaxDirectMemorySize=" + directBytes / MIB + "m");
  }
}
