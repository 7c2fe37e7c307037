/**
 * What a service needs to know about the process that it runs in: that it is told to stop ({@link
 * io.sutra.api.server.TerminationSignal}), and which version of the product it is.
 *
 * <p>What does not belong here: what a service does when it stops.
 */
@NullMarked
package io.sutra.api.server;

import org.jspecify.annotations.NullMarked;
