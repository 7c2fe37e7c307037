/**
 * The models that ml-base knows: what each one is ({@link io.sutra.mlbase.model.ModelDescription}),
 * which there are ({@link io.sutra.mlbase.model.ModelCatalogue}), and its files on disk, verified
 * before anything reads them ({@link io.sutra.mlbase.model.ModelFiles}).
 *
 * <p>What does not belong here: running a model.
 */
@NullMarked
package io.sutra.mlbase.model;

import org.jspecify.annotations.NullMarked;
