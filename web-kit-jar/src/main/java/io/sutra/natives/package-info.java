/**
 * What two native libraries must be told before they are loaded so that they stay silent: ONNX
 * Runtime ({@link io.sutra.natives.OnnxTelemetry}) and the Hugging Face tokenizers ({@link
 * io.sutra.natives.TokenizersTelemetry}). Every process of Sutra that loads one of them goes
 * through here first, the benchmarks too.
 *
 * <p>What does not belong here: loading or using the libraries.
 */
@NullMarked
package io.sutra.natives;

import org.jspecify.annotations.NullMarked;
