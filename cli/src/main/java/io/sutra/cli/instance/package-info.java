/**
 * One instance of the product: the folders it lives in and what is remembered of it between two
 * commands.
 *
 * <p>Nothing here starts, stops or asks a server; that is {@code runtime}.
 */
@NullMarked
package io.sutra.cli.instance;

import org.jspecify.annotations.NullMarked;
