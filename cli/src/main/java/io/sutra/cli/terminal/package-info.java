/** What the person at the terminal is shown: progress, and why a command failed. */
@NullMarked
package io.sutra.cli.terminal;

import org.jspecify.annotations.NullMarked;
