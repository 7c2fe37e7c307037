/**
 * Models of a size that the build has none of: {@link io.sutra.it.models.GeneratedModel} writes
 * BERT-shaped graphs with random weights, the same ones in every run, and the tests serve them.
 *
 * <p>What does not belong here: what a real model's vectors mean; golden vectors hold that.
 */
@NullMarked
package io.sutra.it.models;

import org.jspecify.annotations.NullMarked;
