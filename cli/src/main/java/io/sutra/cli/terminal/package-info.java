/**
 * What a person sees and types: progress while something takes long, colours where there are any,
 * and the terminal's keys and size. Nothing about what is shown.
 */
@NullMarked
package io.sutra.cli.terminal;

import org.jspecify.annotations.NullMarked;
