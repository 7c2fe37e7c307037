/**
 * Arithmetic on one embedding after the model has pooled it: layer normalisation, Matryoshka
 * truncation, L2 normalisation. Pure functions on {@code float[]}; every service uses these and no
 * others, so that a vector comes out bit-identical whichever of them finishes it.
 *
 * <p>What does not belong here: running a model, pooling tokens, encodings for the wire.
 */
@NullMarked
package io.sutra.domain.vector;

import org.jspecify.annotations.NullMarked;
