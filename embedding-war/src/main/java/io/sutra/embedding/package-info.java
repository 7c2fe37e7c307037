/**
 * The embedding service: a text that was ever embedded is answered from memory or from the cache
 * shard, and only what is new goes to ml-base.
 *
 * <p>{@code web} is the door for every request, {@code contract} has what callers may say and how
 * they are answered, {@code keys} says who may ask, {@code service} decides what is looked up
 * where, {@code l1} and {@code l2} remember, {@code mlbase} computes, {@code config} reads the
 * settings, {@code health} and {@code metrics} report. Only this package, in which {@link
 * io.sutra.embedding.EmbeddingServer} composes the service when the application starts, knows them
 * all.
 */
@NullMarked
package io.sutra.embedding;

import org.jspecify.annotations.NullMarked;
