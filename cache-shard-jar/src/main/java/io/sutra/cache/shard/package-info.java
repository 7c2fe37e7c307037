/**
 * The shard as a program: {@link io.sutra.cache.shard.Shard} reads the configuration, recovers,
 * listens, and ends the process when the log fails. Nothing else belongs here.
 */
@NullMarked
package io.sutra.cache.shard;

import org.jspecify.annotations.NullMarked;
