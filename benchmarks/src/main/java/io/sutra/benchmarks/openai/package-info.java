/**
 * Hits through OpenAI's contract: beside {@code /embed}, beside a method that does nothing, from a
 * bare load generator and from OpenAI's own client for Node.js, which runs as a process of its own.
 */
@NullMarked
package io.sutra.benchmarks.openai;

import org.jspecify.annotations.NullMarked;
