/**
 * Checksums of large files, and remembering them from one start to the next ({@link
 * io.sutra.mlbase.checksum.FileChecksums}).
 *
 * <p>What does not belong here: which checksum a file must have, and what becomes of one that has
 * another.
 */
@NullMarked
package io.sutra.mlbase.checksum;

import org.jspecify.annotations.NullMarked;
