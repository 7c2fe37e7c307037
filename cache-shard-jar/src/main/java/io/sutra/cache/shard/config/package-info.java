/**
 * The shard's configuration: typed, checked as a whole, from the environment. Every key is in
 * {@link io.sutra.cache.shard.config.ShardConfig}.
 *
 * <p>What does not belong here: what is done with a setting.
 */
@NullMarked
package io.sutra.cache.shard.config;

import org.jspecify.annotations.NullMarked;
