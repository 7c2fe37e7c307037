package io.sutra.settings;

import java.util.List;
import java.util.OptionalLong;

/**
 * How much memory a shard's process needs, and of what kind. Immutable.
 *
 * <p>All memory outside the heap is one budget ({@link ShardSettings#MEMORY}). The buffers of the
 * network and of the log have fixed shares of it, and entries have the rest.
 *
 * @param heapBytes of the Java heap
 * @param budgetBytes outside the heap, for everything that the shard itself allocates there
 * @param networkBytes the share of the budget that the buffers of the network have
 */
public record ShardMemory(long heapBytes, long budgetBytes, long networkBytes) {

  private static final long MIB = 1L << 20;

  /** The share of the budget that the buffers of log, snapshot and recovery have. */
  public static final long LOG_BYTES = 40 * MIB;

  /** The least that entries have. */
  public static final long LEAST_ENTRY_MEMORY = 8 * MIB;

  /** The virtual machine itself: code, classes, threads, the tables of the collector. */
  static final long JVM_BYTES = 128 * MIB;

  /** The heap's share of an entry: the tables that find and evict it. */
  private static final long HEAP_BYTES_OF_ENTRY = 24;

  /** The heap's share of everything that does not grow with the entries. */
  private static final long HEAP_BYTES = 64 * MIB;

  /** What the kernel counts for files that the process writes, in its container. */
  private static final long FILE_BYTES = 256 * MIB;

  /**
   * For the settings alone, as whoever starts the process elsewhere asks.
   *
   * @param reader is told what is wrong with them
   */
  public static ShardMemory of(SettingsReader reader) {
    return of(reader, ProcessLimits.UNKNOWN);
  }

  /**
   * For a process that is to be started with {@link #jvmOptions}. While no budget is set, it is no
   * more than {@code limits} leave.
   *
   * @param reader is told what is wrong with the settings, and how much memory is missing
   */
  public static ShardMemory of(SettingsReader reader, ProcessLimits limits) {
    long heap = heapFor(reader);
    long network = network(reader);
    long usual = Math.min(usual(reader, network), share(limits, heap));
    var memory =
        new ShardMemory(heap, set(reader).orElse(Math.max(least(network), usual)), network);
    memory.check(reader, limits);
    return memory;
  }

  /**
   * For the process that runs. While no budget is set, it is what Java was given for it, or the
   * usual one, and no more than {@code limits} and Java leave.
   *
   * @param reader is told what is wrong with the settings, and how much memory is missing
   */
  public static ShardMemory of(SettingsReader reader, ProcessLimits limits, JvmLimits jvm) {
    long heap = jvm.heapBytes();
    long network = network(reader);
    long usual =
        jvm.directBytes().orElseGet(() -> Math.min(usual(reader, network), share(limits, heap)));
    long derived = Math.min(usual, Math.min(room(limits, heap), jvm.mostDirectBytes()));
    long budget = set(reader).orElse(Math.max(least(network), derived));
    var memory = new ShardMemory(heap, budget, network);
    memory.check(reader, limits);
    if (budget > jvm.mostDirectBytes()) {
      reader.problem(
          ShardSettings.MEMORY.key()
              + " is "
              + Size.about(budget)
              + ", and "
              + jvm.sentence()
              + ": "
              + Size.about(budget - jvm.mostDirectBytes())
              + " are missing. Start Java with the options that `java -jar cache-shard.jar"
              + " --jvm-options` prints.");
    }
    return memory;
  }

  private static OptionalLong set(SettingsReader reader) {
    return reader.find(ShardSettings.MEMORY).stream().mapToLong(Long::longValue).findFirst();
  }

  private static long heapFor(SettingsReader reader) {
    return reader.get(ShardSettings.CAPACITY) * HEAP_BYTES_OF_ENTRY + HEAP_BYTES;
  }

  /** What the entries of the capacity need, and the fixed shares. */
  private static long usual(SettingsReader reader, long network) {
    long entries = reader.get(ShardSettings.CAPACITY) * reader.get(ShardSettings.ENTRY_BYTES);
    return Math.clamp(
        entries + LOG_BYTES + network, least(network), ShardSettings.MEMORY_TYPE.most());
  }

  private static long least(long network) {
    return LOG_BYTES + network + LEAST_ENTRY_MEMORY;
  }

  /**
   * What the budget may be in a process with such limits: an eighth of a control group's is left to
   * the kernel, and half of a machine to other processes.
   */
  private static long share(ProcessLimits limits, long heap) {
    long group = limits.controlGroupBytes().orElse(Long.MAX_VALUE);
    long machine = limits.physicalBytes().orElse(Long.MAX_VALUE);
    return Math.min(group - group / 8 - heap - JVM_BYTES, machine / 2);
  }

  /** What the budget may be at most. */
  private static long room(ProcessLimits limits, long heap) {
    return limits.bytes().orElse(Long.MAX_VALUE) - heap - JVM_BYTES;
  }

  private static long network(SettingsReader reader) {
    long frame = reader.get(ShardSettings.MAX_FRAME);
    long least = 2 * frame + ShardSettings.LEAST_NETWORK_MEMORY;
    long network =
        reader
            .find(ShardSettings.NETWORK_MEMORY)
            .orElse(Math.max(least, ShardSettings.USUAL_NETWORK_MEMORY));
    if (network < least) {
      reader.problem(
          ShardSettings.NETWORK_MEMORY.key()
              + " is "
              + Size.text(network)
              + "; allowed is at least twice "
              + ShardSettings.MAX_FRAME.key()
              + " and 8 MiB more, which is "
              + Size.text(least)
              + ".");
    }
    return network;
  }

  /** Tells {@code reader} when the budget is too small for its shares, or too large. */
  private void check(SettingsReader reader, ProcessLimits limits) {
    String name = ShardSettings.MEMORY.key();
    if (budgetBytes < least(networkBytes)) {
      reader.problem(
          name
              + " is "
              + Size.about(budgetBytes)
              + "; the least is "
              + Size.about(least(networkBytes))
              + ": "
              + Size.about(networkBytes)
              + " for the network ("
              + ShardSettings.NETWORK_MEMORY.key()
              + "), "
              + Size.about(LOG_BYTES)
              + " for the log and "
              + Size.about(LEAST_ENTRY_MEMORY)
              + " for vectors.");
    }
    long limit = limits.bytes().orElse(Long.MAX_VALUE);
    if (processBytes() > limit) {
      reader.problem(shortage(limits, limit));
    }
  }

  private String shortage(ProcessLimits limits, long limit) {
    String name = ShardSettings.MEMORY.key();
    long possible = room(limits, heapBytes);
    return name
        + " is "
        + Size.about(budgetBytes)
        + "; with "
        + Size.about(heapBytes)
        + " of heap and "
        + Size.about(JVM_BYTES)
        + " for Java itself the process needs "
        + Size.about(processBytes())
        + ", and "
        + limits.sentence()
        + ": "
        + Size.about(processBytes() - limit)
        + " are missing. "
        + (possible >= least(networkBytes)
            ? "Lower " + name + " to " + Size.atMost(possible) + " or raise the limit."
            : "Raise the limit, or start Java with a smaller heap (-Xmx).");
  }

  /** What the budget leaves to entries. */
  public long entryBytes() {
    return budgetBytes - networkBytes - LOG_BYTES;
  }

  /** What the whole process takes at most. */
  public long processBytes() {
    return heapBytes + budgetBytes + JVM_BYTES;
  }

  /** What its container needs, with room for the kernel's copies of files. */
  public long containerBytes() {
    return processBytes() + FILE_BYTES;
  }

  /** The options that Java is started with. */
  public List<String> jvmOptions() {
    return List.of(
        "-XX:+UseSerialGC",
        "-Xmn16m",
        "-Xmx" + mebibytes(heapBytes) + "m",
        JvmLimits.DIRECT_OPTION + "=" + mebibytes(budgetBytes) + "m");
  }

  /** Rounded up, so that what was asked for fits. */
  private static long mebibytes(long bytes) {
    return Math.ceilDiv(bytes, MIB);
  }
}
