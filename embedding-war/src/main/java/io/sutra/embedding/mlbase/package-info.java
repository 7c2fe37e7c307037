/**
 * ml-base as a client sees it: its vectors ({@link io.sutra.embedding.mlbase.HttpModel}), its
 * tokens ({@link io.sutra.embedding.mlbase.TokenizerClient}), and which model it serves, now and
 * when it was last heard ({@link io.sutra.embedding.mlbase.ModelProfiles}).
 *
 * <p>What does not belong here: what is asked of it when.
 */
@NullMarked
package io.sutra.embedding.mlbase;

import org.jspecify.annotations.NullMarked;
