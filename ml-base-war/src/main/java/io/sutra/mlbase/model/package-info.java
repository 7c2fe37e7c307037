/**
 * The models that ml-base knows: what each one is ({@link io.sutra.mlbase.model.ModelDescription}),
 * which are known ({@link io.sutra.mlbase.model.ModelCatalogue}), which are on this machine ({@link
 * io.sutra.mlbase.model.InstalledModels}), and the files of one, verified before anything reads
 * them ({@link io.sutra.mlbase.model.ModelFiles}).
 *
 * <p>What does not belong here: running a model.
 */
@NullMarked
package io.sutra.mlbase.model;

import org.jspecify.annotations.NullMarked;
