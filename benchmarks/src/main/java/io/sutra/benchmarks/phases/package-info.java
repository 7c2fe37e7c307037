/**
 * What each phase (vector sizes, caches, replicas) contributes to a stream of real texts, beside
 * the service without any of them. Nothing about one phase in detail, which {@code cache} and
 * {@code quality} have.
 */
@NullMarked
package io.sutra.benchmarks.phases;

import org.jspecify.annotations.NullMarked;
