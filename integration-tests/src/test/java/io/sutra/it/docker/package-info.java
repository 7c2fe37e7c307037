/** The product in containers, on a real engine; skipped, saying why, where there can be none. */
@NullMarked
package io.sutra.it.docker;

import org.jspecify.annotations.NullMarked;
