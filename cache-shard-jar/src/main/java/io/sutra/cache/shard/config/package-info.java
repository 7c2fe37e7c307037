/**
 * The shard's configuration, checked as a whole. Its keys stand in the table of settings ({@link
 * io.sutra.settings.ShardSettings}).
 *
 * <p>What does not belong here: what is done with a setting.
 */
@NullMarked
package io.sutra.cache.shard.config;

import org.jspecify.annotations.NullMarked;
