/**
 * The shard measured: beside Redis, in recovery, in memory and on disk. {@link
 * io.sutra.benchmarks.shard.ShardBenchmark} runs everything; results are in {@code
 * docs/benchmarks/shard.md}. Never part of the tests.
 */
@NullMarked
package io.sutra.benchmarks.shard;

import org.jspecify.annotations.NullMarked;
