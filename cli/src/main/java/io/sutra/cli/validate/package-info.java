/**
 * Measures whether a running product does what is promised, one class per phase: vectors, caches,
 * replicas. Each gives checks with the measured number beside the promised one.
 */
@NullMarked
package io.sutra.cli.validate;

import org.jspecify.annotations.NullMarked;
