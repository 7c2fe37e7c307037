/**
 * What the service counts and times, as MicroProfile Metrics shows it: every name begins with
 * {@code sutra_}.
 *
 * <p>What does not belong here: deciding anything from a number.
 */
@NullMarked
package io.sutra.embedding.metrics;

import org.jspecify.annotations.NullMarked;
