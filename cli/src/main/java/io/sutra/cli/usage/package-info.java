/**
 * The answer to a wrong command line: what is wrong, the nearest right name, and where help is. It
 * works on any tree of picocli commands and knows none by name.
 *
 * <p>What does not belong here: the help texts, which are at the commands and options they
 * describe.
 */
@NullMarked
package io.sutra.cli.usage;

import org.jspecify.annotations.NullMarked;
