/**
 * Brings models onto this machine: from the hub ({@link io.sutra.mlbase.install.ModelDownload}) or
 * from a folder ({@link io.sutra.mlbase.install.FolderImport}). Runs in a process of its own that
 * {@code ./sutra model} starts ({@link io.sutra.mlbase.install.ModelProgram}).
 *
 * <p>A model is in its folder whole or not at all: files are gathered in a hidden folder beside it,
 * checked there, and moved as one.
 */
@NullMarked
package io.sutra.mlbase.install;

import org.jspecify.annotations.NullMarked;
