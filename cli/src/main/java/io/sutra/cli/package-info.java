/**
 * The {@code sutra} command: one class per subcommand, each a thin script over {@code build},
 * {@code server} and {@code terminal}. Exit codes: 0 done, 1 failed (and standard error says what
 * to do), 2 wrong usage.
 *
 * <p>What does not belong here: how Maven is run, how a server is started, how progress is drawn.
 */
@NullMarked
package io.sutra.cli;

import org.jspecify.annotations.NullMarked;
