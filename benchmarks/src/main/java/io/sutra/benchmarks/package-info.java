/**
 * Measurements, a package each, and what they share: the product as {@code ./sutra} starts it
 * ({@link io.sutra.benchmarks.ProductInstance}).
 */
@NullMarked
package io.sutra.benchmarks;

import org.jspecify.annotations.NullMarked;
