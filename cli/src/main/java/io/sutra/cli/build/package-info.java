/**
 * Building the product from its sources: running Maven with progress, and knowing when there is
 * nothing to build.
 */
@NullMarked
package io.sutra.cli.build;

import org.jspecify.annotations.NullMarked;
