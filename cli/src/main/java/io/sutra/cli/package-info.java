/**
 * The program of the {@code sutra} command: its {@code main} and nothing else. The subcommands are
 * in {@code commands}. Packages depend inwards only: {@code commands} on {@code validate}, {@code
 * monitor}, {@code container}; these on {@code runtime}; that on {@code build} and {@code
 * instance}; all on {@code terminal} and {@code files}, which depend on none.
 */
@NullMarked
package io.sutra.cli;

import org.jspecify.annotations.NullMarked;
