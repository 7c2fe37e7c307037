/**
 * The model on this machine: ONNX Runtime behind {@link io.sutra.mlbase.inference.SentenceEncoder},
 * the Hugging Face tokenizer behind {@link io.sutra.mlbase.inference.Tokenizer}. The only package
 * that imports either library.
 *
 * <p>What does not belong here: which texts form a batch, and what happens to a vector after
 * pooling.
 */
@NullMarked
package io.sutra.mlbase.onnx;

import org.jspecify.annotations.NullMarked;
