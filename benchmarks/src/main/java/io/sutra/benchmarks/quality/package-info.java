/**
 * What a shorter vector loses: {@code ./sutra bench quality}. WordNet's definitions are documents,
 * its example sentences are queries.
 */
@NullMarked
package io.sutra.benchmarks.quality;

import org.jspecify.annotations.NullMarked;
