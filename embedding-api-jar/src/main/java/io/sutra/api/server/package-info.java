/**
 * What a service needs to know about the process that it runs in: how it starts ({@link
 * io.sutra.api.server.ServerStart}) and ends ({@link io.sutra.api.server.Drain}), and which version
 * of the product it is.
 *
 * <p>What does not belong here: what a service answers.
 */
@NullMarked
package io.sutra.api.server;

import org.jspecify.annotations.NullMarked;
