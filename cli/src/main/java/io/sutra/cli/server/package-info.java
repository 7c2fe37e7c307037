/**
 * Server processes on this machine: putting their files in place, starting them, waiting until they
 * are ready, finding them again, stopping them.
 */
@NullMarked
package io.sutra.cli.server;

import org.jspecify.annotations.NullMarked;
