/**
 * The settings of ml-base: every key with its type, its bounds and its one reader. All problems are
 * reported at once, each naming the key, the value and what is allowed.
 *
 * <p>What does not belong here: what a setting does.
 */
@NullMarked
package io.sutra.mlbase.config;

import org.jspecify.annotations.NullMarked;
