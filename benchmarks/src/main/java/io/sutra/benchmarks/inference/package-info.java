/**
 * {@code ./sutra bench inference}: ml-base over HTTP beside raw ONNX Runtime and langchain4j, one
 * text alone, three times the load it can carry, and its memory. {@link
 * io.sutra.benchmarks.inference.InferenceBenchmark} runs the parts in turn; each part is a class.
 *
 * <p>What does not belong here: anything of the product's own code. ml-base is started by {@code
 * ./sutra} and met over HTTP, as a user meets it.
 */
@NullMarked
package io.sutra.benchmarks.inference;

import org.jspecify.annotations.NullMarked;
