/** The shard as a process: killed, starved, fed with errors, and restarted. */
@NullMarked
package io.sutra.cache.shard.it;

import org.jspecify.annotations.NullMarked;
