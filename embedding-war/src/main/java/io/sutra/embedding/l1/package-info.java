/**
 * The vectors in this process's memory: those themselves ({@link
 * io.sutra.embedding.l1.CaffeineMemoryCache}), and the digits of those that are asked for often
 * ({@link io.sutra.embedding.l1.RenderedVectors}). Both are bounded, the first by a count, the
 * second by bytes.
 *
 * <p>What does not belong here: what is looked up when.
 */
@NullMarked
package io.sutra.embedding.l1;

import org.jspecify.annotations.NullMarked;
