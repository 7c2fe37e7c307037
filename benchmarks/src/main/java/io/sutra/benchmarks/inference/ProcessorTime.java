package io.sutra.benchmarks.inference;

import java.lang.management.ManagementFactory;
import java.time.Duration;

/** Processor time of this process: the load generators measure what they cost. */
public final class ProcessorTime {

  static final int CORES = Runtime.getRuntime().availableProcessors();

  private ProcessorTime() {}

  public static Duration used() {
    var system = ManagementFactory.getOperatingSystemMXBean();
    return system instanceof com.sun.management.OperatingSystemMXBean sun
        ? Duration.ofNanos(sun.getProcessCpuTime())
        : Duration.ZERO;
  }

  /** {@code used} as a part of what all cores have in {@code taken}. */
  public static double share(Duration used, Duration taken) {
    return used.toNanos() / ((double) taken.toNanos() * CORES);
  }
}
