/**
 * The rival of a cache hit: a Jakarta REST method that does nothing, in a web application of its
 * own that the benchmark puts together from these classes.
 */
@NullMarked
package io.sutra.benchmarks.cache.bare;

import org.jspecify.annotations.NullMarked;
