/**
 * Processes, sockets and memory of this machine, as Linux shows them in {@code /proc}. Knows
 * nothing of the product.
 */
@NullMarked
package io.sutra.cli.system;

import org.jspecify.annotations.NullMarked;
