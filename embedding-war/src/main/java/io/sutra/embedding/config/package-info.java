/**
 * The settings of the embedding service: every key with its type, its bounds and its one reader.
 *
 * <p>What does not belong here: what a setting does.
 */
@NullMarked
package io.sutra.embedding.config;

import org.jspecify.annotations.NullMarked;
