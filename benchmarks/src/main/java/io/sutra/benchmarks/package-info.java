/**
 * Measurements, a package each, and what they share: the product as {@code ./sutra} starts it
 * ({@link io.sutra.benchmarks.ProductInstance}) and what they can be told ({@link
 * io.sutra.benchmarks.Arguments}).
 */
@NullMarked
package io.sutra.benchmarks;

import org.jspecify.annotations.NullMarked;
