/**
 * The subcommands, one class each: what can be said on the command line, and which parts do the
 * work. Exit codes: 0 done, 1 failed (standard error says why and what to do), 2 wrong usage.
 *
 * <p>What does not belong here: how Maven is run, how a server is supervised, how progress is
 * drawn.
 */
@NullMarked
package io.sutra.cli.commands;

import org.jspecify.annotations.NullMarked;
