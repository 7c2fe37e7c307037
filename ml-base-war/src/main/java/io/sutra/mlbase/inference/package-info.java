/**
 * What is computed, when, and with whom: the ports to a model ({@link
 * io.sutra.mlbase.inference.Tokenizer}, {@link io.sutra.mlbase.inference.SentenceEncoder}), the
 * queue in which the texts of all requests wait and from which batches are cut ({@link
 * io.sutra.mlbase.inference.BatchQueue}), the threads that compute them ({@link
 * io.sutra.mlbase.inference.InferenceWorkers}), and the service that turns a request into vectors
 * ({@link io.sutra.mlbase.inference.EmbeddingService}).
 *
 * <p>What does not belong here: HTTP, files, ONNX Runtime.
 */
@NullMarked
package io.sutra.mlbase.inference;

import org.jspecify.annotations.NullMarked;
