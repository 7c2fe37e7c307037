/**
 * Fits the rotation of a model that was not trained for Matryoshka, on a sample of texts ({@link
 * io.sutra.mlbase.fitting.SecondMoment}) and, where there are queries, learns from them on ({@link
 * io.sutra.mlbase.fitting.MapTraining}). Runs in a process of its own that {@code ./sutra model
 * fit} starts.
 *
 * <p>What does not belong here: applying a rotation, which is {@link
 * io.sutra.domain.vector.Rotation}.
 */
@NullMarked
package io.sutra.mlbase.fitting;

import org.jspecify.annotations.NullMarked;
