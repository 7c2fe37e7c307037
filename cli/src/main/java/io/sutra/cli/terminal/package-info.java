/** What a person sees while something takes long. */
@NullMarked
package io.sutra.cli.terminal;

import org.jspecify.annotations.NullMarked;
