/**
 * What replicas behind the balancer carry, and what the balancer costs.
 *
 * <p>What does not belong here: how fast inference is; a wait stands in for it.
 */
@NullMarked
package io.sutra.benchmarks.scaling;

import org.jspecify.annotations.NullMarked;
