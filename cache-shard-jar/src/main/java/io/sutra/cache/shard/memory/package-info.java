/**
 * The shard's memory outside the heap: one reservation at the start ({@link
 * io.sutra.cache.shard.memory.ReservedMemory}), shared out by kind of use ({@link
 * io.sutra.cache.shard.memory.MemoryUse}). Nothing is allocated outside the heap afterwards.
 *
 * <p>What does not belong here: what a part of the memory is used for, and the settings that say
 * how large it is.
 */
@NullMarked
package io.sutra.cache.shard.memory;

import org.jspecify.annotations.NullMarked;
