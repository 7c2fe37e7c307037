/**
 * What inference does, as MicroProfile Metrics in {@code /metrics}. Every name begins with {@code
 * sutra_}.
 *
 * <p>What does not belong here: deciding anything by a metric.
 */
@NullMarked
package io.sutra.mlbase.metrics;

import org.jspecify.annotations.NullMarked;
