/**
 * The laws of {@code docs/ARCHITECTURE.md}, held by tests: which way dependencies point, which
 * package alone knows a technology, and that texts name what exists.
 */
@NullMarked
package io.sutra.architecture;

import org.jspecify.annotations.NullMarked;
