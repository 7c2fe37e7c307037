/** Files and folders: copying, linking and deleting them. Knows nothing of the product. */
@NullMarked
package io.sutra.cli.files;

import org.jspecify.annotations.NullMarked;
