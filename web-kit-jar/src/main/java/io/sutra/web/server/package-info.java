/**
 * What a service needs to know about the process that it runs in: how it starts ({@link
 * io.sutra.web.server.ServerStart}) and ends ({@link io.sutra.web.server.Drain}), and which version
 * of the product it is.
 *
 * <p>What does not belong here: what a service answers.
 */
@NullMarked
package io.sutra.web.server;

import org.jspecify.annotations.NullMarked;
