/**
 * Key-value stores that run in the caller's process, under one interface: RocksDB, H2's MVStore and
 * the shard's own engine. {@code ./sutra bench shard --parts embedded} measures them.
 */
@NullMarked
package io.sutra.benchmarks.shard.embedded;

import org.jspecify.annotations.NullMarked;
