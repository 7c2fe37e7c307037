/**
 * What the person at the terminal is shown and types: progress, why a command failed, colours where
 * there are any, and the terminal's keys and size. Nothing about what a screen says.
 */
@NullMarked
package io.sutra.cli.terminal;

import org.jspecify.annotations.NullMarked;
