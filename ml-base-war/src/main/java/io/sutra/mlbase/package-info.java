/**
 * ml-base, the inference service: text in, vectors out, nothing remembered.
 *
 * <p>{@code rest} takes requests, {@code inference} decides what is computed when, {@code onnx}
 * computes it, {@code model} knows the models and their files, {@code config} reads the settings,
 * {@code health} and {@code metrics} report. Only this package, in which {@link
 * io.sutra.mlbase.MlBase} composes the service when the application starts, knows them all.
 */
@NullMarked
package io.sutra.mlbase;

import org.jspecify.annotations.NullMarked;
