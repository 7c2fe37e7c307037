package io.sutra.cli.monitor;

/**
 * How long the latest probes took, as the caller felt it.
 *
 * @param probes that were measured
 * @param medianMillis half of them were at most as slow
 * @param slowMillis 99 of 100 were at most as slow: the 99th percentile, by nearest rank
 * @param cached whether the probe's text was answered from a cache
 */
public record Latency(int probes, double medianMillis, double slowMillis, boolean cached) {}
